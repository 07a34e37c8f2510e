"""What a PostgreSQL server does with all tables of a test database in one statement.

Each works past triggers and foreign keys; asking table by table would take most of a test's time.
"""

import itertools

from sqlalchemy import (
    BigInteger,
    Connection,
    Text,
    cast,
    column,
    func,
    literal,
    select,
    text,
    union_all,
)

from certplatform.models.tables import METADATA

_NUMBERS = itertools.count(1)
BLOCK = """
DO $$
DECLARE
    one text;
    filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = '{origin}' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM {origin}.%I)', one) INTO filled;
        IF filled THEN
            EXECUTE format('{deed}', one, one);
        END IF;
    END LOOP;
    {then}
END $$
"""
NUMBERS_FROM_ONE = """
    FOR one IN
        SELECT sequencename FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP
        PERFORM setval(quote_ident(one), 1, false);
    END LOOP;
"""
NUMBERS_GO_ON = """
    FOR one IN
        SELECT table_name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'id'
    LOOP
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), max(id)) FROM %I '
            'HAVING max(id) IS NOT NULL', one, one);
    END LOOP;
"""
COPY = "INSERT INTO %I SELECT * FROM {}.%I"
MARKS = union_all(
    *(
        select(
            literal(one.name), func.count(), func.max(cast(cast(column("xmin"), Text), BigInteger))
        ).select_from(one)
        for one in METADATA.sorted_tables
    )
)


def take_out_all(connection: Connection) -> None:
    """Empty all tables and let every number begin anew."""
    _for_each_filled(connection, "public", "DELETE FROM %I", NUMBERS_FROM_ONE)


def copy_out(connection: Connection) -> str:
    """Keep all rows in a schema of their own; its name."""
    schema = f"kept_{next(_NUMBERS)}"
    connection.execute(text(f"CREATE SCHEMA {schema}"))
    _for_each_filled(connection, "public", f"CREATE UNLOGGED TABLE {schema}.%I AS TABLE %I")
    return schema


def copy_in(connection: Connection, schema: str) -> None:
    """Put the rows of a schema into the tables, which must be empty; numbers go on after them."""
    _for_each_filled(connection, schema, COPY.format(schema), NUMBERS_GO_ON)


def marks(connection: Connection) -> bytes:
    """What is equal as long as nobody has written: how many rows each table has, and from whom."""
    return repr(sorted(map(tuple, connection.execute(MARKS)))).encode()


def _for_each_filled(connection: Connection, origin: str, deed: str, then: str = "") -> None:
    connection.execute(text(BLOCK.format(origin=origin, deed=deed, then=then)))
