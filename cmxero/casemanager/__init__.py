"""Case Manager's side: reads its journal exports, writes files for its imports."""
