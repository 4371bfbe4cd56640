"""Cameras for tests, many at once: each connects, sends a frame, and connects again at once when it is let go. Every
second one goes by itself as soon as it is answered, and comes again at once: so that at any moment some are just coming.

Usage: cameras.py COUNT PORT IMAGE. Prints "all connected" when all have been answered and they have connected five times
each on average; again each time that all have had to connect anew, and so often; and at the end of stdin one line of
JSON: handshakes answered, and every attempt that was not."""
import asyncio
import base64
import json
import os
import sys


def masked(opcode, payload):
    head = bytes([0x80 | opcode])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    elif len(payload) < 65536:
        head += bytes([0x80 | 126]) + len(payload).to_bytes(2, "big")
    else:
        head += bytes([0x80 | 127]) + len(payload).to_bytes(8, "big")
    return head + bytes(4) + payload  # the mask 0 leaves the payload as it is


class Cameras:
    def __init__(self, count, port, image):
        self.count, self.port, self.image = count, port, image
        self.generation = [0] * count
        self.told = 0
        self.enough = 5 * count
        self.answered = 0
        self.lost = []

    async def run(self):
        cameras = [asyncio.create_task(self.camera(i)) for i in range(self.count)]
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        for camera in cameras:
            camera.cancel()
        await asyncio.gather(*cameras, return_exceptions=True)
        print(json.dumps({"answered": self.answered, "lost": self.lost}), flush=True)

    async def camera(self, number):
        while True:
            try:
                await self.session(number)
            except (OSError, asyncio.IncompleteReadError) as failure:
                self.lost.append(f"camera {number}: {failure!r}")
                await asyncio.sleep(0.2)  # a camera that is refused comes back; this loss is told in any case

    async def session(self, number):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            key = base64.b64encode(os.urandom(16)).decode()
            writer.write((f"GET /camera/c{number}?reply=results HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
                          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                          f"Sec-WebSocket-Key: {key}\r\n\r\n").encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            if b" 101 " not in answer.split(b"\r\n")[0]:
                raise OSError(answer.decode(errors="replace"))
            self.connected(number)
            writer.write(masked(2, self.image))
            await self.until_let_go(reader, writer, leaves=number % 2 == 1)
        finally:
            writer.close()

    def connected(self, number):
        self.answered += 1
        self.generation[number] += 1
        if min(self.generation) > self.told and self.answered >= self.enough:
            self.told = min(self.generation)
            self.enough = self.answered + 5 * self.count
            print("all connected", flush=True)

    async def until_let_go(self, reader, writer, leaves):
        try:
            while True:
                head = await reader.readexactly(2)
                length = head[1] & 0x7F
                if length == 126:
                    length = int.from_bytes(await reader.readexactly(2), "big")
                payload = await reader.readexactly(length)
                if head[0] & 0x0F == 1 and leaves:
                    writer.write(masked(8, b"\x03\xe8"))
                if head[0] & 0x0F == 9:
                    writer.write(masked(10, payload))
                if head[0] & 0x0F == 8:
                    writer.write(masked(8, payload[:2]))
                    return
        except (OSError, asyncio.IncompleteReadError):
            return  # an open connection may end in any way; what counts is whether one can be had


asyncio.run(Cameras(int(sys.argv[1]), int(sys.argv[2]), open(sys.argv[3], "rb").read()).run())
