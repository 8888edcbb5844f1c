"""Asks Yices and Z3 at once, and answers what the first of them knows: `python solve.py QUERY.smt2`.

Each is quick where the other is slow. Both come with the virtual environment; nothing is looked up anywhere else.

Halmos first lets a product or quotient of unknowns be any number, and only if that refutes a proof it asks again with the
exact one, which is slow. Here the cases of zero and one are exact at once: libraries multiply by a condition to save a jump.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOLVERS = ("yices-smt2", "z3")


UNKNOWN = re.compile(
    r"\(declare-fun f_evm_(bvmul|bvudiv|bvurem)_(\d+) \(\(_ BitVec \2\) \(_ BitVec \2\)\) \(_ BitVec \2\)\)"
)

# What x and y give where it is plain, as the EVM has it.
PLAIN = {
    "bvmul": "(ite (= x {zero}) {zero} (ite (= y {zero}) {zero} (ite (= x {one}) y (ite (= y {one}) x {unknown}))))",
    "bvudiv": "(ite (= x {zero}) {zero} (ite (= y {zero}) {zero} (ite (= y {one}) x {unknown})))",
    "bvurem": "(ite (= x {zero}) {zero} (ite (= y {zero}) {zero} (ite (= y {one}) {zero} {unknown})))",
}


def with_plain_cases(match: re.Match) -> str:
    operation, size = match.groups()
    # The unknown part keeps the prefix by which Halmos sees that a model is not yet a counterexample.
    name, word = f"f_evm_{operation}_{size}", f"(_ BitVec {size})"
    value = PLAIN[operation].format(zero=f"(_ bv0 {size})", one=f"(_ bv1 {size})", unknown=f"({name}_unknown x y)")
    return (
        f"(declare-fun {name}_unknown ({word} {word}) {word})\n"
        f"(define-fun {name} ((x {word}) (y {word})) {word} {value})"
    )


def main(path: str) -> int:
    query = f"{path}.plain.smt2"
    Path(query).write_text(UNKNOWN.sub(with_plain_cases, Path(path).read_text()))
    folder = Path(sys.executable).parent
    output = "unknown\n"
    running = []
    try:
        for name in SOLVERS:
            answer = tempfile.TemporaryFile("w+")
            running.append((subprocess.Popen([folder / name, query], stdout=answer, stderr=subprocess.DEVNULL), answer))
        while running:
            time.sleep(0.005)
            for process, answer in [entry for entry in running if entry[0].poll() is not None]:
                running.remove((process, answer))
                answer.seek(0)
                output = answer.read()
                if output.startswith(("sat", "unsat")):
                    sys.stdout.write(output)
                    return 0
    finally:
        for process, _ in running:
            process.kill()
    sys.stdout.write(output)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
