package dev.thalweg.mapping.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.mapping.IdSource;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** The id that a source's record has, whoever reads it: by it a prediction finds its label. */
public final class RecordId {
  private RecordId() {}

  /**
   * Its id.
   *
   * @param field what the mapping found in the record; empty where the id comes from no field
   * @param key the record's; may be null
   * @throws UnreadableRecordException when it is to come from a key that is none
   */
  public static String of(Optional<String> field, IdSource source, byte[] key, RecordOrigin origin)
      throws UnreadableRecordException {
    return switch (source) {
      case FIELD -> field.orElseThrow();
      case KEY -> ofKey(key);
      case OFFSET -> origin.toString();
    };
  }

  private static String ofKey(byte[] key) throws UnreadableRecordException {
    if (key == null || key.length == 0) {
      throw new UnreadableRecordException("The record has no key, which the id is taken from.");
    }
    if (key.length > Mapping.ID_CHARS_MAX) {
      throw new UnreadableRecordException(
          "The record's key has %d bytes; an id has at most %d."
              .formatted(key.length, Mapping.ID_CHARS_MAX));
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableRecordException(
          "The record's key, which the id is taken from, is not a text in UTF-8.", e);
    }
  }
}
