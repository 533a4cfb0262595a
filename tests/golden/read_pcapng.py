"""Reads a pcapng file by struct alone, strictly, and prints a line for each packet that has bytes of a program's, a SYN or a comment."""
import socket
import struct
import sys


def read_options(data):
    at = 0
    while at < len(data):
        code, length = struct.unpack_from("=HH", data, at)
        yield code, data[at + 4:at + 4 + length]
        at += 4 + length + -length % 4
        if code == 0:
            assert at == len(data) and length == 0, "options go on behind their end"


def read_blocks(data):
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("=II", data, at)
        assert length % 4 == 0 and length >= 12 and at + length <= len(data), "a block's length"
        assert struct.unpack_from("=I", data, at + length - 4)[0] == length, "the length behind a block"
        yield kind, data[at + 8:at + length - 4]
        at += length


def read_ip(frame):
    assert frame[:12] == bytes(12), "lo has addresses of zeroes"
    kind, packet = struct.unpack("!H", frame[12:14])[0], frame[14:]
    if kind == 0x0800:
        assert packet[0] >> 4 == 4 and struct.unpack("!H", packet[2:4])[0] == len(packet)
        return packet[9], socket.inet_ntop(socket.AF_INET, packet[12:16]), packet[(packet[0] & 15) * 4:]
    assert kind == 0x86dd and packet[0] >> 4 == 6 and struct.unpack("!H", packet[4:6])[0] == len(packet) - 40
    return packet[6], socket.inet_ntop(socket.AF_INET6, packet[8:24]), packet[40:]


def read_file(name):
    """The packets, each as time in ns, protocol, address of the sender, what follows the IP header, comment."""
    blocks = list(read_blocks(open(name, "rb").read()))
    assert blocks[0][0] == 0x0A0D0D0A and struct.unpack("=IHHq", blocks[0][1][:16]) == (0x1A2B3C4D, 1, 0, -1)
    assert blocks[1][0] == 1 and struct.unpack("=HHI", blocks[1][1][:8]) == (1, 0, 0)
    interface = dict(read_options(blocks[1][1][8:]))
    assert interface[2] == b"lo" and interface[9] == b"\x09"
    assert blocks[-1][0] == 5
    statistics = dict(read_options(blocks[-1][1][12:]))
    packets, last = [], 0
    for kind, body in blocks[2:-1]:
        assert kind == 6
        interface, high, low, captured, length = struct.unpack("=5I", body[:20])
        assert interface == 0 and captured == length and (high << 32 | low) >= last
        last = high << 32 | low
        comment = dict(read_options(body[20 + captured + -captured % 4:])).get(1, b"").decode()
        packets.append((last, *read_ip(body[20:20 + captured]), comment))
    assert struct.unpack("=Q", statistics[4])[0] == len(packets) + struct.unpack("=Q", statistics[5])[0]
    return packets, struct.unpack("=Q", statistics[5])[0]


def payload(protocol, segment):
    return segment[8:] if protocol == 17 else segment[(segment[12] >> 4) * 4:]


def main():
    packets, lost = read_file(sys.argv[1])
    for _, protocol, sender, segment, comment in packets:
        data = payload(protocol, segment)
        syn = protocol == 6 and segment[13] & 0x12 == 2
        if data or syn or comment:
            what = "SYN" if syn else repr(data[:20]) if data else "FIN" if protocol == 6 and segment[13] & 1 else "nothing"
            print("tcp" if protocol == 6 else "udp", sender, what, len(data), "|", comment)
    print("lost", lost)


if __name__ == "__main__":
    main()
