package dev.thalweg.schemas.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What the headers of a sample, an example or a prediction say of how it was made of a record of
 * another topic: by equal hashes a prediction and the later sample are known to be of the same
 * numbers.
 *
 * @param mapping SHA-256 of the mapping, as {@code Mapping.sha256} gives it
 * @param input SHA-256 of the numbers, as {@code VectorHash.of} gives it
 */
public record Provenance(String mapping, String input) {

  /** The header with the mapping's hash. */
  public static final String MAPPING_HEADER = "mapping-sha256";

  /** The header with the hash of the numbers. */
  public static final String INPUT_HEADER = "input-sha256";

  /** The header with topic, partition and offset of the record that it was made of. */
  public static final String ORIGIN_HEADER = "origin";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** What a record's headers say; empty where they say nothing, or no hashes. */
  public static Optional<Provenance> in(Headers headers) {
    Optional<String> mapping = sha256(headers, MAPPING_HEADER);
    Optional<String> input = sha256(headers, INPUT_HEADER);
    return mapping.isPresent() && input.isPresent()
        ? Optional.of(new Provenance(mapping.get(), input.get()))
        : Optional.empty();
  }

  private static Optional<String> sha256(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return Optional.ofNullable(header)
        .map(Header::value)
        .map(value -> new String(value, UTF_8))
        .filter(text -> SHA256.matcher(text).matches());
  }

  /** Adds the headers of both hashes. */
  public void writeTo(Headers headers) {
    headers.add(MAPPING_HEADER, mapping.getBytes(UTF_8));
    headers.add(INPUT_HEADER, input.getBytes(UTF_8));
  }
}
