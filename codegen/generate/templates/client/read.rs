/// Deserializes the JSON body of a response.
pub(crate) fn read<T: ::serde::de::DeserializeOwned>(body: &::bytes::Bytes) -> Result<T, UnreadableResponse> {
    ::serde_json::from_slice(body).map_err(UnreadableResponse::Json)
}
