"""brief.py DATABASE SQL: asks an index as sqlite3 does, without Muhafiz: plain() is written here once more, from what
index/brief.h says. As a module: connect(), plain().
"""
import datetime
import json
import pathlib
import re
import sqlite3
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = (HERE / "../../index/brief-phrases.c").read_text()
PHRASES = [json.loads(line) for line in re.findall(r'^    (".*"),$', SOURCE, re.M)]
URDU = "".join(chr(letter) for first, last in re.findall(r"\{0x([0-9a-f]+), 0x([0-9a-f]+)\}", SOURCE)
               for letter in range(int(first, 16), int(last, 16) + 1))
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def moment(data):
    at = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int.from_bytes(data[:4], "big"))
    quarters = int.from_bytes(data[4:], "big", signed=True)
    return f"{at.isoformat()}{'-' if quarters < 0 else '+'}{abs(quarters) // 4:02}:{abs(quarters) % 4 * 15:02}"


def plain(value):
    if not isinstance(value, bytes):
        return value
    window, data, text = value[0], iter(value[1:]), bytearray()
    take = lambda n: bytes(next(data) for _ in range(n))
    for byte in data:
        if byte >= 0x80 and window == 0:
            text += PHRASES[byte - 128].encode()
        elif byte >= 0x80:
            text += (URDU[byte - 128] if window == 255 else chr(window * 128 + byte - 128)).encode()
        elif 0x20 <= byte < 0x7f or byte in b"\t\n":
            text.append(byte)
        elif byte == 1:
            text += take(32).hex().encode()
        elif byte in (2, 7, 8):
            n = 16 if byte == 8 else next(data)
            text += {2: b"", 7: b"=", 8: b"<"}[byte]
            bits = int.from_bytes(take((n * 6 + 7) // 8), "big") >> -n * 6 % 8
            text += "".join(DIGITS[bits >> 6 * i & 63] for i in reversed(range(n))).encode()
        elif byte == 3:
            text += moment(take(5)).encode()
        elif byte == 4:
            text += take(next(data))
        elif byte == 5:
            text += PHRASES[next(data) + 128].encode()
        elif byte == 6:
            window = next(data)
        elif 0x10 <= byte < 0x18:
            text += b"%d" % int.from_bytes(take(byte - 0x0f), "big")
        else:
            raise ValueError(f"no brief: {value!r}")
    return text.decode()


def connect(path):
    database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    database.create_function("plain", 1, plain, deterministic=True)
    return database


if __name__ == "__main__":
    live = sqlite3.connect(sys.argv[1])
    live.create_function("plain", 1, plain, deterministic=True)
    for row in live.execute(sys.argv[2]):
        print("|".join("" if value is None else str(value) for value in row))
