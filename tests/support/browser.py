"""
A headless Chromium, spoken to over a pipe (Chrome DevTools Protocol): opens pages of files, looks at them as people would (narrow, dark), takes
pictures. It needs nothing but the browser. Used by tests/html and docs/screenshots.
"""
import base64, json, os, shutil, subprocess, tempfile


def find():
    """The browser's path; None: there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="sockcheck-browser.")
        their_in, our_out = os.pipe()
        our_in, their_out = os.pipe()

        def hand_over():  # it reads from 3 and writes to 4
            a, b = os.dup(their_in), os.dup(their_out)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            [find(), "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-dev-shm-usage",
             "--user-data-dir=" + self.profile, "about:blank"],
            preexec_fn=hand_over, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(their_in)
        os.close(their_out)
        self.out, self.into = our_out, os.fdopen(our_in, "rb")
        self.number, self.session, self.events, self.rest = 0, None, [], b""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def read(self):
        while b"\0" not in self.rest:
            more = os.read(self.into.fileno(), 1 << 16)
            if not more:
                raise RuntimeError("the browser has ended")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        self.write_all(message)
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]["message"]))
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def write_all(self, message):
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]

    def look(self, path, width=1200, height=900, dark=False, scale=1):
        """Opens a file and waits until it has been drawn; returns what went wrong: the console's messages, requests for anything else."""
        self.events = []
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        url = "file://" + os.path.abspath(path)
        self.call("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self.read())
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
        wrong = []
        for event in self.events:
            name, params = event["method"], event["params"]
            if name == "Log.entryAdded":
                wrong.append(params["entry"]["text"])
            elif name in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
                wrong.append(json.dumps(params)[:300])
            elif name == "Network.requestWillBeSent" and params["request"]["url"] != url:
                wrong.append("it asks for " + params["request"]["url"])
        return wrong

    def run(self, script):
        """The value of a script, which the page's own policy does not bind."""
        result = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"])[:500])
        return result["result"].get("value")

    def tree(self):
        """Role and name of all that the accessibility tree has."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored")]

    def picture(self, path, selector=None, most=None):
        """The whole page, or the element, as a PNG; of at most so many pixels in height."""
        box = self.run("(() => { const b = document.querySelector(%s).getBoundingClientRect();"
                       " return [b.left + scrollX, b.top + scrollY, b.width, b.height]; })()" % json.dumps(selector or "html"))
        clip = {"x": box[0], "y": box[1], "width": box[2], "height": min(box[3], most or box[3]), "scale": 1}
        data = self.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
