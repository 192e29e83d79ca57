/**
 * Networks as files that other programs read: safetensors and ONNX.
 *
 * <p>May depend on {@code dev.thalweg.model}, on Jackson's streaming parser for the header of
 * safetensors, and on the classes of ONNX's own protobuf schema, which ND4J brings along.
 * Invariant: the tensors of a file, one after the other, are the bytes of {@link
 * dev.thalweg.model.network.Parameters#toBytes()}, bit for bit, unless another {@link Dtype} is
 * asked for; and the same model gives the same file.
 */
package dev.thalweg.model.export;
