"""A TCP proxy in front of each broker, which can cut, freeze, slow down and tear connections."""
import asyncio
import threading


class Proxy:
    """Between `port`, which claimd is told, and `target`, where a broker listens."""

    def __init__(self, port, target):
        self.port, self.target = port, target
        self.is_cut = self.is_frozen = False
        self.delay = 0.0
        self.tear_after = None                    # bytes until every connection breaks in the middle of whatever it says
        self.writers = set()

    async def carry(self, reader, writer, other):
        try:
            while data := await reader.read(1 << 16):
                if self.delay:
                    await asyncio.sleep(self.delay)
                while self.is_frozen and not self.is_cut:
                    await asyncio.sleep(0.02)
                if self.tear_after is not None:
                    data = data[:self.tear_after]
                    self.tear_after -= len(data)
                writer.write(data)
                await writer.drain()
                if self.tear_after == 0:
                    break
        except OSError:
            pass
        finally:
            for end in (writer, other):
                end.close()

    async def accept(self, reader, writer):
        if self.is_cut:
            writer.close()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        ends = {writer, far_writer}
        self.writers |= ends
        await asyncio.gather(self.carry(reader, far_writer, writer), self.carry(far_reader, writer, far_writer))
        self.writers -= ends

    def close_all(self):
        for writer in set(self.writers):
            writer.transport.abort()

    async def open(self):
        await asyncio.start_server(self.accept, "127.0.0.1", self.port)


class Proxies:
    """All of them, on a thread of their own."""

    def __init__(self, pairs):
        self.at = [Proxy(port, target) for port, target in pairs]
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        for proxy in self.at:
            asyncio.run_coroutine_threadsafe(proxy.open(), self.loop).result()

    def change(self, proxy, **state):
        """Sets what is given; whoever is to be cut is cut at once."""
        def apply():
            for name, value in state.items():
                setattr(proxy, name, value)
            if proxy.is_cut:
                proxy.close_all()
        self.loop.call_soon_threadsafe(apply)
