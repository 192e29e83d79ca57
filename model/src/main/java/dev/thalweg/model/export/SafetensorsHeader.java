package dev.thalweg.model.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.thalweg.model.network.Architecture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a safetensors file. It may come from anybody: it is parsed as a stream, and nothing
 * is kept beyond the limits.
 *
 * @param tensors by name
 * @param metadata texts by name
 */
record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata) {

  /** A weight, its scales and a bias for each layer. */
  private static final int TENSORS_MAX = 3 * Architecture.LAYERS_MAX;

  private static final int METADATA_MAX = 4096;
  private static final int DIMENSIONS_MAX = 8;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** What the header says about a tensor; begin and end are bytes of the data after the header. */
  record Entry(String name, Encoding encoding, List<Long> shape, long begin, long end) {}

  /**
   * Parses the header and checks each tensor by itself.
   *
   * @throws IllegalArgumentException with one sentence about the first thing that is wrong
   */
  static SafetensorsHeader parse(byte[] bytes) throws IOException {
    if (bytes.length == 0 || bytes[0] != '{') {
      throw refused("it must begin with {");
    }
    var header = new SafetensorsHeader(new TreeMap<>(), new TreeMap<>());
    var strict = new InputStreamReader(new ByteArrayInputStream(bytes), UTF_8.newDecoder());
    try (JsonParser json = JSON.createParser(strict)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        header.readField(json);
      }
      if (json.nextToken() != null) {
        throw refused("something follows its last brace");
      }
    } catch (JsonProcessingException e) {
      throw refused("it is not JSON (" + excerpt(e.getOriginalMessage()) + ")", e);
    } catch (CharacterCodingException e) {
      throw refused("it is not in UTF-8", e);
    }
    return header;
  }

  private void readField(JsonParser json) throws IOException {
    String name = json.currentName();
    expect(json, json.nextToken(), JsonToken.START_OBJECT);
    if (name.equals(SafetensorsWriter.METADATA)) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String key = json.currentName();
        expect(json, json.nextToken(), JsonToken.VALUE_STRING);
        metadata.put(key, json.getText());
        limit("metadata", metadata.size(), METADATA_MAX);
      }
    } else {
      tensors.put(name, readEntry(name, json));
      limit("tensors", tensors.size(), TENSORS_MAX);
    }
  }

  private static Entry readEntry(String name, JsonParser json) throws IOException {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(json, json.currentToken(), JsonToken.VALUE_STRING);
          type = json.getText();
        }
        case "shape" -> shape = readSizes(json);
        case "data_offsets" -> offsets = readSizes(json);
        default -> throw refused("%s has an unknown field %s".formatted(quote(name), quote(field)));
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw refused("%s has no dtype, shape or data_offsets".formatted(quote(name)));
    }
    return entry(name, encoding(name, type), shape, offsets);
  }

  private static Encoding encoding(String name, String type) {
    for (Encoding encoding : Encoding.values()) {
      if (encoding.name().equals(type)) {
        return encoding;
      }
    }
    throw refused(
        "%s is of dtype %s and only F32, F16 and I8 are read".formatted(quote(name), quote(type)));
  }

  private static Entry entry(String name, Encoding encoding, List<Long> shape, List<Long> offsets) {
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw refused("the data_offsets of %s are not a range".formatted(quote(name)));
    }
    long needed = encoding.bytes();
    try {
      for (long size : shape) {
        needed = Math.multiplyExact(needed, size);
      }
    } catch (ArithmeticException e) {
      throw refused("the shape of %s is too large".formatted(quote(name)), e);
    }
    long length = offsets.get(1) - offsets.get(0);
    if (needed != length) {
      throw refused(
          "%s has %d bytes and its shape needs %d".formatted(quote(name), length, needed));
    }
    return new Entry(name, encoding, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> readSizes(JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_ARRAY);
    List<Long> sizes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT);
      long size = json.getLongValue();
      if (size < 0) {
        throw refused("it has a negative size or offset");
      }
      sizes.add(size);
      limit("dimensions", sizes.size(), DIMENSIONS_MAX);
    }
    return sizes;
  }

  /**
   * Checks that the tensors cover the data from its first byte to its last, without overlap or
   * hole.
   *
   * @param length of the data
   */
  void checkCover(long length) {
    long reached = 0;
    List<Entry> ordered =
        tensors.values().stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList();
    for (Entry entry : ordered) {
      if (entry.begin() < reached) {
        throw refused(quote(entry.name()) + " overlaps the tensor before it");
      }
      if (entry.begin() > reached) {
        throw refused("no tensor covers the bytes before " + quote(entry.name()));
      }
      reached = entry.end();
    }
    if (reached != length) {
      throw refused("its tensors end at byte %d and the data at %d".formatted(reached, length));
    }
  }

  private static void limit(String what, int count, int most) {
    if (count > most) {
      throw refused("it has more than %d %s".formatted(most, what));
    }
  }

  private static void expect(JsonParser json, JsonToken found, JsonToken wanted)
      throws IOException {
    if (found != wanted) {
      throw refused(
          "%s is %s where %s is needed"
              .formatted(
                  json.currentName() == null ? "it" : quote(json.currentName()),
                  found == null ? "missing" : found,
                  wanted));
    }
  }

  private static IllegalArgumentException refused(String why) {
    return refused(why, null);
  }

  private static IllegalArgumentException refused(String why, Throwable cause) {
    return new IllegalArgumentException("The header can't be used: " + why + ".", cause);
  }

  private static String quote(String text) {
    return '"' + excerpt(text) + '"';
  }

  /** Fit for one line of a message, whoever wrote the text. */
  private static String excerpt(String text) {
    String start = text.length() <= 80 ? text : text.substring(0, 80) + "...";
    return start.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
