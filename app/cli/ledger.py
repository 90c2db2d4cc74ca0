"""Verbs of the sealed history: ledger verify, checkpoint, prove; and the witness of another office."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.opening import opened
from app.cli.output import Finding, Usage, verb
from app.clock import wall
from app.config import Config


def add(verbs: Any) -> None:
    """Declare the verbs."""
    says = "重新计算全部记录，指出第一处不符；在数据库之外签发检查点；开具证明"
    ledger = verb(verbs, "ledger", _ledger, says, "goufu ledger verify · goufu ledger prove case:1 3 --out 1-3.proof", _said)
    ledger.add_argument("do", choices=("verify", "checkpoint", "prove"))
    ledger.add_argument("entry", nargs="*", help="prove：卷和条，如 case:1 3；不写则与 --before 合用")
    ledger.add_argument("--before", type=int, help="prove：证明最新检查点是前若干条的延续，交给见证方")
    ledger.add_argument("--sm3", action="store_true", help="checkpoint：同时签发国密SM3的根")
    ledger.add_argument("--out", type=Path, help="prove：写入文件")
    witness = verb(verbs, "witness", _witness, "为另一机关的记录作见证", "goufu witness cosign request.txt --out cosigned.txt", _said)
    witness.add_argument("do", choices=("key", "trust", "cosign"))
    witness.add_argument("what", nargs="?", default="", help="trust：对方的公钥；cosign：检查点及证明的文件")
    witness.add_argument("--folder", type=Path, default=Path("var/witness"), help="见证方保存密钥和最近检查点的目录")
    witness.add_argument("--name", default="", help="第一次使用时：见证方的名称")
    witness.add_argument("--out", type=Path, help="cosign：写入文件")


def _ledger(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    return {"verify": _verify, "checkpoint": _checkpoint, "prove": _prove}[said.do](said, config)


def _verify(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    from app.verifying import verify_all

    with opened(config) as bench:
        answer = verify_all(bench).as_json()
    if not answer["ok"]:
        raise Finding(answer)
    return answer


def _checkpoint(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    from app.checkpoints.keeping import Contradiction, Kept
    from app.jobs.sequencing import fold_all

    kept = Kept(config)
    with opened(config) as bench:
        fold_all(bench.databases)
        with bench.databases.read() as session:
            try:
                path = kept.sign(session, guomi=said.sm3)
            except Contradiction as error:
                raise Finding({"ok": False, "text": f"NOT OK: {error}"}) from error
    return {"ok": True, "file": str(path), "key": str(kept.verifier()), "text": path.read_text(encoding="utf-8")}


def _prove(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    from app.checkpoints.keeping import Kept
    from app.checkpoints.proofs import NotYet, growth, inclusion

    note = Kept(config).latest()
    if not note:
        raise Usage("there is no checkpoint yet: run goufu ledger checkpoint")
    stream, number = _entry(said)
    with opened(config) as bench, bench.databases.read() as session:
        try:
            proof = growth(session, said.before, note) if said.before is not None else inclusion(session, stream, number, note)
        except NotYet as error:
            raise Usage(f"the latest checkpoint does not hold {error}: run goufu ledger checkpoint") from error
        except ValueError as error:
            raise Usage(str(error)) from error
    return _written(str(proof), said.out)


def _entry(said: argparse.Namespace) -> tuple[str, int]:
    if said.before is not None and not said.entry:
        return "", 0
    if said.before is not None or len(said.entry) != 2 or not said.entry[1].isdecimal():
        raise Usage("say STREAM NUMBER, or --before SIZE")
    return said.entry[0], int(said.entry[1])


def _witness(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    from app.checkpoints.witness import Refusal, Witness

    witness = Witness(said.folder, said.name)
    try:
        if said.do == "key":
            return {"ok": True, "text": f"{witness.signer().verifier}\n"}
        if said.do == "trust":
            return {"ok": True, "text": f"{witness.trust(said.what)}\n"}
        asked = Path(said.what).read_text(encoding="utf-8")
        return _written(str(witness.cosign(asked, int(wall().timestamp()))), said.out)
    except Refusal as error:
        raise Finding({"ok": False, "text": f"REFUSED: {error}"}) from error
    except (OSError, ValueError) as error:
        raise Usage(str(error)) from error


def _written(text: str, out: Path | None) -> dict[str, Any]:
    if out is None:
        return {"ok": True, "text": text}
    out.write_text(text, encoding="utf-8")
    return {"ok": True, "file": str(out), "text": str(out)}


def _said(answer: dict[str, Any]) -> str:
    if "text" in answer:
        return str(answer["text"]).rstrip("\n")
    lines = [f"{one['stream'] or '-'} {one['number']} {one['what']} {one['subject']}: {one['sentence']}" for one in answer["findings"]]
    files = f"{answer['files']} of {answer['files_named']} files"
    outside = f"{answer['leaves']} in the tree, {answer['checkpoints']} checkpoints"
    looked_at = f"{answer['entries']} entries in {answer['streams']} streams, {outside}, {answer['rows']} rows, {files}"
    return "\n".join([*lines, f"{'ok' if answer['ok'] else 'NOT OK'}: {looked_at}"])
