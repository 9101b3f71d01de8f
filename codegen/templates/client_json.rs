fn json<E>(body: &impl ::serde::Serialize) -> Result<::bytes::Bytes, CallError<E>> {
    ::serde_json::to_vec(body).map(::bytes::Bytes::from).map_err(CallError::Body)
}
