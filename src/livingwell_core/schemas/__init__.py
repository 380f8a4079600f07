"""What the classes behind the TOML files say of their keys: JSON schemas, and files to start from."""

from livingwell_core.schemas.commented import TO_FILL_IN, commented
from livingwell_core.schemas.files import FILES, file_schema, is_ours

__all__ = ["FILES", "TO_FILL_IN", "commented", "file_schema", "is_ours"]
