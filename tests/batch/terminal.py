"""terminal.py STEP... -- COMMAND...: runs COMMAND at a terminal of its own, as a person would sit there.

A STEP is PATTERN=>ANSWER: when the regular expression PATTERN has appeared (after the last step's), the
shell command $STEP_n, if it is set (n from 1), is run, and ANSWER and Enter are typed. What the terminal
showed goes to standard output; the exit status is the command's, 99 if a step was never reached, or 98 if
the command still waits for somebody when all steps are done."""
import os
import pty
import re
import select
import signal
import subprocess
import sys

split = sys.argv.index("--")
steps = [step.rsplit("=>", 1) for step in sys.argv[1:split]]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[split + 1], sys.argv[split + 1:])
shown, seen, n = "", 0, 0
while True:
    if not select.select([terminal], [], [], 60)[0]:
        os.kill(pid, signal.SIGKILL)
        sys.stdout.write(shown)
        sys.exit(98)
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    shown += data.decode(errors="replace")
    while n < len(steps):
        found = re.compile(steps[n][0], re.S).search(shown, seen)
        if not found:
            break
        seen, n = found.end(), n + 1
        if os.environ.get(f"STEP_{n}"):
            subprocess.run(os.environ[f"STEP_{n}"], shell=True, check=True)
        os.write(terminal, (steps[n - 1][1] + "\n").encode())
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.stdout.write(shown)
sys.exit(status if n == len(steps) else 99)
