package dev.thalweg.mapping.file;

import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.text.Shown;

/**
 * Where something stands in a file.
 *
 * @param file the file's name, as messages show it
 * @param line from 1
 * @param key the key whose value it is, or the file's kind at the top
 */
public record Place(String file, int line, String key) {

  /** What is wrong at this place, in one sentence that also says what to do. */
  public UserException mistake(String sentence) {
    return new UserException("%s, line %d: %s".formatted(file, line, sentence));
  }

  /** The same, of which the key is the subject. */
  UserException keyMistake(String predicate) {
    return mistake("%s %s.".formatted(quoted(key), predicate));
  }

  /** A text of the file, as a message quotes it. */
  public static String quoted(String text) {
    return "\"" + Shown.text(text, 60) + "\"";
  }
}
