"""Spellings of Russian names: those of one name share a key, those of the register's names do not."""

from __future__ import annotations

import pytest
import yaml
from conftest import ROOT
from druckreif.model.translit import name_key

SPELLINGS = """
Sinowjew Zinov'ev Zinoviev Zinovyev
Trotzki Trockij Trotsky Trotskij
Bucharin Bucharin Bukharin
Tuchatschewski Tuchačevskij Tukhachevsky Tukhachevskii
Dserschinski Dzeržinskij Dzerzhinsky Dzerzhinskii
Ordschonikidse Ordžonikidze Ordzhonikidze
Woroschilow Vorošilov Voroshilov
Budjonny Budënnyj Budyonny Budennyi
Chruschtschow Chruščev Khrushchev Khrushchyov
Krupskaja Krupskaja Krupskaya
Schljapnikow Šljapnikov Shlyapnikov Shliapnikov
Frunse Frunze
Joffe Ioffe Yoffe
Gorki Gor'kij Gorky Gorkii
Kamenew Kamenev
Preobraschenski Preobraženskij Preobrazhensky
Lunatscharski Lunačarskij Lunacharsky
Tschitscherin Čičerin Chicherin
Kolontai Kollontai Kollontaj
Rykow Rykov
Tomski Tomskij Tomsky
Koltschak Kolčak Kolchak
Judenitsch Judenič Yudenich Iudenich
Jeschow Ežov Yezhov Ezhov
Kasan Kazan'
Charkow Char'kov Kharkov
Swijaschsk Svijažsk Sviyazhsk
Zarizyn Caricyn Tsaritsyn
Jekaterinburg Ekaterinburg Yekaterinburg
Machno Machno Makhno
Petljura Petljura Petlyura
Wyschinski Vyšinskij Vyshinsky
Tschapajew Čapaev Chapayev Chapaev
Solowjow Solov'ev Solovyov Soloviev
Stassowa Stasova
Antonow-Owsejenko Antonov-Ovseenko Antonov-Ovseyenko
Bontsch-Brujewitsch Bonč-Bruevič Bonch-Bruevich
Podwoiski Podvojskij Podvoisky
Raskolnikow Raskol'nikov Raskolnikov
Wazetis Vacetis Vatsetis
Krestinski Krestinskij Krestinsky
""".strip().splitlines()
"""German, scholarly and English spellings of one name a line (Duden; ISO 9; BGN/PCGN and Library of Congress)."""


@pytest.mark.parametrize("line", SPELLINGS)
def test_spellings_of_a_name_share_their_key(line: str) -> None:
    assert len({name_key(word) for word in line.split()}) == 1


def test_names_of_the_register_do_not() -> None:
    """Two entries of one family name are no variants of each other; two family names must not seem so."""
    entries = yaml.safe_load((ROOT / "book/register.yaml").read_text("utf-8"))["entries"]
    families = {entry["headword"].partition(",")[0] for entry in entries}
    keys = {name_key(family): family for family in sorted(families)}
    assert len(keys) == len(families) > 100
