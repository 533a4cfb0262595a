# What a wait was given and what it gave: of a pair of sockets one has a byte to read. Python fills in half of
# epoll's data.
sockcheck run --trace -- python3 -c '
import select, socket
a, b = socket.socketpair()
a.send(b"x")
p = select.poll()
p.register(a, select.POLLIN | select.POLLOUT)
p.register(b, select.POLLIN)
p.poll(1000)
e = select.epoll()
e.register(b, select.EPOLLIN)
e.register(a, select.EPOLLOUT | select.EPOLLET)
e.poll(1, 8)
e.modify(a, 0)
e.poll(1, 1)
' 2>&1 | sed 's/, u64=[0-9]*//g' | grep -E '^(poll|epoll_(ctl|wait))\(|^\+\+\+'
echo "exit ${PIPESTATUS[0]}"
