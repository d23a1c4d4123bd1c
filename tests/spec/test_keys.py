"""The format as data agrees with the classes that settings are read into."""

from __future__ import annotations

from graphnet.spec.keys import Holds, TableKeys, format_keys, holders_of


def test_settings_tables_come_from_their_classes() -> None:
    train = format_keys().named["train"]
    assert isinstance(train, TableKeys)
    assert train.named["batch"] is Holds.VALUE
    assert train.named["length"] is Holds.ANYTHING
    assert isinstance(train.named["optimizer"], TableKeys)
    assert "places" not in format_keys().named


def test_a_key_is_found_in_every_table_that_has_it() -> None:
    assert list(holders_of("lr")) == ["train.optimizer"]
    assert list(holders_of("tie")) == ["stages.NAME"]
    assert list(holders_of("batch")) == ["train", "evaluate"]
    assert list(holders_of("colour")) == []
