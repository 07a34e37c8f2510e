"""Writes the pinyin column of config/codes anew; run by hand after a list has changed.

    pip install pypinyin==0.55.0
    python -m tests.house.pinyin_of_codes

pypinyin is needed for nothing else, so it stands in no requirements file. Names of places are read
as places: READINGS holds the characters that a dictionary of common words reads otherwise.
"""

import re
from pathlib import Path

from certplatform import paths

# Read so in every name of a list.
ALWAYS = {
    "regions": {"都": "du", "勒": "le", "什": "shi", "朝": "chao", "蚌": "beng", "卡": "ka",
                "佛": "fo", "长": "chang", "尾": "wei", "圩": "xu", "珲": "hun", "伽": "jia"},
    "industries": {"血": "xue"},
}  # fmt: skip
# Read so in one name only.
READINGS = {
    "涡阳": "guo yang", "繁峙": "fan shi", "洪洞": "hong tong", "长子县": "zhang zi xian",
    "单县": "shan xian", "大城县": "dai cheng xian", "浚县": "xun xian", "筠连": "jun lian",
    "荥经": "ying jing", "宕昌": "tan chang", "称多": "chen duo", "穆棱": "mu ling",
    "六合区": "lu he qu", "乐陵": "lao ling", "泊头": "bo tou", "南乐": "nan le",
    "民乐": "min le", "曾都": "zeng du", "漯河": "luo he", "覃塘": "qin tang",
    "红寺堡": "hong si bu", "隔热和隔音": "ge re he ge yin",
}  # fmt: skip
HAN = re.compile("[\u4e00-\u9fff]")
PLAIN = re.compile("[0-9a-z]+")


def reading(name: str, table: str) -> str:
    """The syllables of a name, with blanks between; digits and letters stay as they are."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - only this script needs it

    syllables: list[str] = []
    for piece in re.findall(r"[\u4e00-\u9fff]+|[0-9A-Za-z]+", name):
        if HAN.match(piece):
            read = lazy_pinyin(piece)
            always = ALWAYS[table]
            syllables += [always.get(char, one) for char, one in zip(piece, read, strict=True)]
        else:
            syllables.append(piece.lower())
    found = " ".join(syllables)
    for part, wanted in READINGS.items():
        if part in name:
            at = len(HAN.findall(name[: name.index(part)]))
            parts = found.split()
            parts[at : at + len(HAN.findall(part))] = wanted.split()
            found = " ".join(parts)
    return found


def rewrite(path: Path) -> None:
    """Give every row of a list its reading."""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            lines.append(line)
            continue
        code, name, _, english = line.split("|")
        lines.append(f"{code}|{name}|{reading(name, path.stem)}|{english}")
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    for table in ALWAYS:
        rewrite(paths.CONFIG / "codes" / f"{table}.psv")
