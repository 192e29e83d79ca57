package dev.thalweg.mapping.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON as a source's records have it, wherever it comes from: NaN and infinities are read too, as
 * Python writes them. Of a key that is there twice the last value counts.
 */
final class JsonText {
  static final int DEPTH_MAX = 100;
  static final int NUMBER_CHARS_MAX = 400;

  /** Of nodes; its factory makes parsers that can be read node by node. */
  static final ObjectReader NODES =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(NUMBER_CHARS_MAX)
                          .build())
                  // Those of a stranger would stay for ever.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build()
          .readerFor(JsonNode.class);

  /** Of one node and nothing after it. */
  static final ObjectReader ONE_NODE = NODES.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonText() {}
}
