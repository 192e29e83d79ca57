package dev.thalweg.scorer.http.infer;

import java.util.Optional;
import java.util.Set;

/**
 * What an inference request asks for.
 *
 * @param id echoed in the answer
 * @param values count examples one after the other, as the network sees them
 * @param count examples, at least one
 * @param outputs the tensors of the answer, at least one
 * @param binary those of them that are wanted as bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record InferRequest(
    Optional<String> id,
    float[] values,
    int count,
    Set<OutputTensor> outputs,
    Set<OutputTensor> binary) {}
