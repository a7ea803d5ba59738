"""hand-over.py PACKAGES [SEED]: exports and imports go on at once while both sides are killed at random, receipts are
taken in meanwhile, and packages go bad on the way. In the end every record is imported once, none is forgotten, and the
list of packages says so.

MUHAFIZ, MUHAFIZ_TEST_BIN and MUHAFIZ_TESTS as for the other tests.
"""
import collections
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

MUHAFIZ = os.environ["MUHAFIZ"]
HELPER = os.environ["MUHAFIZ_TEST_BIN"] + "/bench/hand-over"
JOB = os.environ["MUHAFIZ_TESTS"] + "/tools/import-job.py"
SPOILT_OF = 40  # one package of so many goes bad in the outbox


def check(condition, *what):
    if not condition:
        sys.exit(f"FAILED: {what}")


class Side:
    """A process that is started again whenever it is killed or has ended."""

    def __init__(self, life_s, *command):
        """life_s: at most, before it is killed."""
        self.life_s, self.command, self.process, self.kills, self.kill_at = life_s, command, None, 0, 0

    def tend(self):
        if self.process and self.process.poll() is None:
            if time.monotonic() >= self.kill_at:
                self.process.kill()
                self.process.wait()
                self.kills += 1
            return
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.kill_at = time.monotonic() + random.uniform(0.01, self.life_s)

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()


class Bench:
    def __init__(self, work, n):
        self.n, self.store, self.home = n, work / "store", work / "eoffice"
        self.outbox, self.receipts = self.store / "outbox", self.home / "receipts.jsonl"
        self.spoilt = 0
        self.refused = set()

    def run(self, *arguments):
        done = subprocess.run([MUHAFIZ, "--store", self.store, *arguments], capture_output=True, text=True, check=False)
        check(done.returncode in (0, 1), arguments, done)
        return done

    def items(self, *arguments):
        return json.loads(self.run(*arguments, "--json").stdout)["items"]

    def lines(self):
        if not self.receipts.exists():
            return []
        return [json.loads(line) for line in self.receipts.read_text().splitlines()]

    def spoil(self):
        """A bit of a package changes before it is taken."""
        names = [name for name in os.listdir(self.outbox) if not name.startswith(".")]
        try:
            path = self.outbox / random.choice(names) / "data" / "metadata.csv"
            with open(path, "r+b") as file:
                file.seek(30)
                byte = file.read(1)
                file.seek(30)
                file.write(bytes([byte[0] ^ 1]))
            self.spoilt += 1
        except (IndexError, OSError):
            pass  # nothing is there, or it was taken

    def storm(self):
        """Until nothing is ready any more."""
        life_s = 0.1 if self.n < 100 else 0.6
        export = Side(life_s, MUHAFIZ, "--store", self.store, "export", "--unchecked")
        job = Side(2 * life_s, sys.executable, JOB, self.outbox, self.home, "--stay")
        ack = Side(life_s / 4, MUHAFIZ, "--store", self.store, "ack", self.receipts)
        while self.n_ready():
            for _ in range(15):
                for side in (export, job):
                    side.tend()
                if self.receipts.exists():
                    ack.tend()
                if self.spoilt <= self.n / SPOILT_OF and random.random() < 0.2:
                    self.spoil()
                time.sleep(0.01)
        for side in (export, job, ack):
            side.end()
        return export.kills, job.kills, ack.kills

    def n_ready(self):
        return self.items("status")[0]["records"]["assembled"]

    def calm(self):
        """Without kills, until nothing moves: what is there is taken, answered and taken in."""
        while True:
            before = len(self.lines())
            self.run("export", "--unchecked")
            subprocess.run([sys.executable, JOB, self.outbox, self.home], check=True)
            self.run("ack", self.receipts)
            if len(self.lines()) == before and not self.n_ready():
                return

    def rejected(self):
        latest = {item["file_no"]: item for item in self.items("export", "--list") if item["file_no"]}
        return [file_no for file_no, item in latest.items() if item["state"] == "rejected"]

    def put_right(self):
        """What was rejected is looked at by a person, and handed over as the next version."""
        rejected = self.rejected()
        for file_no in rejected:
            self.run("register", "set", file_no, "remarks=handed over again")
        subprocess.run([HELPER, "work", self.store], check=True)
        self.calm()
        return len(rejected)


def late_and_wrong(bench):
    """Receipts that must change nothing: of another version or manifest, of a number that is not its own, without a
    reason, against what was said."""
    before = bench.items("export", "--list")
    one = next(item for item in before if item["state"] == "accepted")
    sent = next(line for line in bench.lines() if line["package"] == one["package"] and line["status"] == "accepted")
    bad = [sent | {"manifest_sha256": "0" * 64}, sent | {"version": 99}, sent | {"computer_no": "99999999"},
           sent | {"package": "fl-none"}, sent | {"status": "rejected", "reason": "x", "at": "2999-01-01T00:00:00+00:00"},
           sent | {"status": "rejected"}, sent | {"status": "rejected", "reason": "x", "at": "2001-01-01T00:00:00+00:00"}]
    path = bench.home / "bad.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in bad))
    answer = bench.items("ack", path)[0]
    check(answer["refused"] == len(bad) and answer["accepted"] == 0, answer)
    after = bench.items("export", "--list")
    disputed = [(item["package"], len(item["disputed"])) for item in after if item["disputed"]]
    check(disputed == [(one["package"], 2)], disputed)  # what contradicts is kept, and changes nothing
    check([item | {"disputed": []} for item in after] == before, "a wrong receipt changed something")


def account(bench):
    """Everything is accounted for, on both sides."""
    listed = bench.items("export", "--list")
    states = collections.Counter(item["state"] for item in listed)
    check(set(states) <= {"accepted", "rejected"}, states)
    latest = {item["file_no"]: item for item in listed}
    check(len(latest) == bench.n and all(item["state"] == "accepted" for item in latest.values()), "forgotten")
    check(len({item["computer_no"] for item in latest.values()}) == bench.n, "two records under one number")
    numbers = collections.defaultdict(set)
    for line in bench.lines():
        if line["status"] == "accepted":
            numbers[tuple(line["record"])].add(line["computer_no"])
    check(len(numbers) == bench.n and all(len(one) == 1 for one in numbers.values()), "imported twice")
    check(not os.listdir(bench.outbox), os.listdir(bench.outbox))
    known = {(item["package"]) for item in listed}
    check({line["package"] for line in bench.lines()} <= known, "a package of which we know nothing")
    problems = bench.items("verify")[0]["problems"]
    check(problems == [], "verify", problems)
    return states


def main():
    n = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    random.seed(seed)
    print(f"seed {seed}")
    shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    work = pathlib.Path(tempfile.mkdtemp(prefix="muhafiz-hand-over.", dir=shm))
    try:
        bench = Bench(work, n)
        subprocess.run([HELPER, "make", bench.store, str(n)], check=True)
        began = time.monotonic()
        kills = bench.storm()
        bench.calm()
        seconds = time.monotonic() - began
        rejected = bench.put_right()
        states = account(bench)
        again = bench.items("ack", bench.receipts)[0]
        check(again["accepted"] == again["rejected"] == 0, "a receipt counts twice", again)
        late_and_wrong(bench)
        print(f"{n} packages in {seconds:.1f} s; killed: export {kills[0]}, import job {kills[1]}, ack {kills[2]}; "
              f"{bench.spoilt} spoilt, {rejected} rejected and handed over again; {dict(states)}; "
              f"{len(bench.lines())} receipts, {again['refused']} of them for packages whose row a kill took")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
