//! The stored index: schema, writer, reader, file states. Not ranking (`search`) and not reading sources (`formats`).

mod state;

pub use state::IndexState;
