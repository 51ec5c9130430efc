#!/usr/bin/env python3
"""Ask a depeche archive from Python, with one process for many queries.

    python3 depeche.py --index DIR QUERY...
    python3 depeche.py --archive NAME 'accord "cessez le feu" -Yémen'

or, in a script (copy this file beside it; it needs nothing but Python 3.8):

    with Depeche(index="archive") as archive:
        hits, total = archive.search("trêve Yémen")

It starts `depeche query --batch - --format jsonl`, writes one line a query and reads the lines of the answer up to the
one whose type is "end". It is an example, not a library: change it as you need.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile


class DepecheError(Exception):
    """The program could not be started, ended too early, or could not answer a query."""


class Depeche:
    """A running depeche that answers queries on one archive. Not for several threads at once."""

    def __init__(self, index=None, archive=None, program="depeche", options=()):
        """Start the program.

        index: the archive's folder; archive: its name; neither: the default archive.
        options: further options of `depeche query`, such as ["-n", "50", "--from", "2018"].
        """
        command = [program, "query", "--batch", "-", "--format", "jsonl"]
        if index is not None:
            command += ["--index", str(index)]
        if archive is not None:
            command += ["--archive", archive]
        command += options
        # A file, not a pipe: a pipe that nobody reads would fill up and stop the program.
        self._errors = tempfile.TemporaryFile()
        self._next_qid = 0
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
            )
        except OSError as error:
            self._errors.close()
            raise DepecheError(f"{program} could not be started: {error}") from error

    def search(self, text):
        """Return (hits, total) for a query.

        hits: a list of dictionaries with the fields of a hit in `--format json`, best first.
        total: {"articles": ..., "all": ..., "related": ..., "some": ..., "exact": ...}
        """
        end, hits = self.answer(text)
        return hits, end["total"]

    def answer(self, text):
        """Return (end, hits): as search(), with the whole last line: the reading of the query, remarks, archive."""
        self._next_qid += 1
        qid = str(self._next_qid)
        # One line is one query; to the query language a line break or a tab is a blank.
        self._write(f"{qid}\t{' '.join(text.split())}\n")
        hits = []
        while True:
            line = self._read()
            if line.get("qid") != qid:
                raise DepecheError(f"an answer to query {qid} was expected, one to {line.get('qid')} came")
            if line["type"] == "hit":
                hits.append(line)
            elif line["type"] == "end":
                error = line.get("error")
                if error is not None:
                    raise DepecheError(error["message"])
                return line, hits

    def close(self):
        """End the program. Further queries fail."""
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()
            except OSError:
                pass  # It went away before; there is nothing left to close.
        self._process.wait()
        self._errors.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _write(self, line):
        if self._process.stdin.closed:
            raise DepecheError("this archive was closed")
        try:
            # A lone surrogate (from a file name) is no text; "?" is, and is read as punctuation.
            self._process.stdin.write(line.encode("utf-8", errors="replace"))
            self._process.stdin.flush()
        except OSError:
            raise self._ended() from None

    def _read(self):
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self._ended()
        return json.loads(line)

    def _ended(self):
        """Say why the program ended, in its own words if it left any."""
        try:
            status = self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            return DepecheError("depeche stopped answering")
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", errors="replace").strip()
        return DepecheError(f"depeche ended with status {status} before the answer was complete: {said or 'no message'}")


def marked(passage):
    """Return the text of a passage with [brackets] around what matched; the spans count bytes."""
    text = passage["text"].encode("utf-8")
    for start, end in reversed(passage["highlights"]):
        text = text[:start] + b"[" + text[start:end] + b"]" + text[end:]
    return " ".join(text.decode("utf-8").split())


def show(query, end, hits):
    """Print an answer for people."""
    total = end["total"]
    at_least = "" if total["exact"] else "at least "
    print(f"# {query}: {at_least}{total['articles']} article(s)")
    for remark in end["query"]["remarks"]:
        print(f"# note: {remark['message']}")
    for hit in hits:
        print(f"\n{hit['title'] or '(no title)'}")
        print(f"  {hit['published'] or 'undated'} · {hit['id']}")
        for passage in hit["passages"]:
            print(f"  - {marked(passage)}")
    print()


def main():
    parser = argparse.ArgumentParser(description="Print title, date, id and passages for each query.")
    parser.add_argument("--index", metavar="DIR", help="the archive's folder")
    parser.add_argument("--archive", metavar="NAME", help="the archive's name")
    parser.add_argument("--program", metavar="FILE", default=shutil.which("depeche") or "depeche")
    parser.add_argument("-n", metavar="N", default="10", help="most articles a query (10)")
    parser.add_argument("queries", metavar="QUERY", nargs="+")
    arguments = parser.parse_args()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        with Depeche(arguments.index, arguments.archive, arguments.program, ["-n", arguments.n]) as archive:
            for query in arguments.queries:
                end, hits = archive.answer(query)
                show(query, end, hits)
    except DepecheError as error:
        sys.exit(f"depeche.py: {error}")


if __name__ == "__main__":
    main()
