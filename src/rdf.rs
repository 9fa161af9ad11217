//! Facts become quads; the only place where IRIs are minted.
