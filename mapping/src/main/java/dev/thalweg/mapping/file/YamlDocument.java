package dev.thalweg.mapping.file;

import static dev.thalweg.mapping.file.Place.quoted;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.text.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one YAML document: at most {@value #BYTES_MAX} bytes of UTF-8, {@value #NODES_MAX} parts,
 * {@value #DEPTH_MAX} levels. Aliases and tags are refused, so that nothing can grow; duplicate
 * keys too.
 */
public final class YamlDocument {
  /** Most bytes of a file. */
  public static final int BYTES_MAX = 1 << 20;

  static final int NODES_MAX = 100_000;
  static final int DEPTH_MAX = 8;

  private static final YAMLFactory YAML = new YAMLFactory();

  private static final Pattern LINE = Pattern.compile("line (\\d+)");

  private final String file;
  private final String title;
  private final YAMLParser parser;
  private int nodes;

  private YamlDocument(String file, String title, YAMLParser parser) {
    this.file = file;
    this.title = title;
    this.parser = parser;
  }

  /** The text of a file, without a byte order mark. */
  public static String text(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw tooLong(path.toString());
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException("%s is not UTF-8: save it as UTF-8.".formatted(path), e);
    } catch (IOException e) {
      String reason = Files.exists(path) ? "can't be read" : "does not exist";
      throw new UserException("%s %s: give a file that you may read.".formatted(path, reason), e);
    }
  }

  /**
   * Reads a text.
   *
   * @param file how messages name it
   * @param title what it is, such as {@code the mapping}
   * @throws UserException with the file's name and the line
   */
  public static Section parse(String text, String file, String title) {
    if (text.length() > BYTES_MAX) {
      throw tooLong(file);
    }
    String yaml = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (YAMLParser parser = YAML.createParser(yaml)) {
      return new YamlDocument(file, title, parser).document();
    } catch (JsonProcessingException e) {
      throw unreadable(file, e);
    } catch (IOException e) {
      throw new IllegalStateException("a text needs no input or output", e);
    }
  }

  private static UserException tooLong(String file) {
    return new UserException(
        "%s is longer than %d bytes: give a shorter file.".formatted(file, BYTES_MAX));
  }

  private static UserException unreadable(String file, JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    Matcher line = LINE.matcher(e.getMessage());
    int number =
        location != null && location.getLineNr() > 0
            ? location.getLineNr()
            : line.find() ? Integer.parseInt(line.group(1)) : 1;
    String problem = e.getOriginalMessage().lines().findFirst().orElse("");
    return new UserException(
        "%s, line %d: this is not YAML (%s): check the indentation, the colons and the quotes."
            .formatted(file, number, Shown.text(problem, 120)),
        e);
  }

  private Section document() throws IOException {
    Place top = new Place(file, 1, title);
    if (parser.nextToken() == null) {
      throw top.mistake("%s is empty.".formatted(title));
    }
    if (!(node(top, 0) instanceof Section section)) {
      throw top.mistake(
          "%s has no keys: begin each line with one, as in key: value.".formatted(title));
    }
    if (parser.nextToken() != null) {
      throw here(title).mistake("a second document begins: give each a file of its own.");
    }
    return section;
  }

  private Place here(String key) {
    return new Place(file, Math.max(1, parser.currentTokenLocation().getLineNr()), key);
  }

  /** The node that the current token begins. */
  private YamlNode node(Place place, int depth) throws IOException {
    refuseReferences(place);
    if (++nodes > NODES_MAX || depth > DEPTH_MAX) {
      throw here(place.key())
          .mistake(
              "the file has more than %,d values or %d levels: give less."
                  .formatted(NODES_MAX, DEPTH_MAX));
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> section(place, depth);
      case START_ARRAY -> sequence(place, depth);
      case VALUE_NULL -> new Scalar(place, "");
      default -> new Scalar(place, parser.getText());
    };
  }

  private void refuseReferences(Place place) throws IOException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw here(place.key())
          .mistake("anchors and aliases (& and *) are not read: write the value out, or quote it.");
    }
    if (parser.getTypeId() != null) {
      throw here(place.key()).mistake("tags (!) are not read: leave them out, or quote the value.");
    }
  }

  private Section section(Place place, int depth) throws IOException {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Place at = here(key);
      parser.nextToken();
      if (values.put(key, node(at, depth + 1)) != null) {
        throw at.mistake("the key %s is there twice: leave one out.".formatted(quoted(key)));
      }
    }
    return new Section(place, Collections.unmodifiableMap(values));
  }

  private Sequence sequence(Place place, int depth) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(here(place.key()), depth + 1));
    }
    return new Sequence(place, items);
  }
}
