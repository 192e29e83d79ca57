package dev.thalweg.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.mapping.csv.CsvFile;
import dev.thalweg.mapping.csv.CsvRecords;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.vector.VectorHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One record as a row of texts, as Avro and as JSON is one vector. */
class SameVectorTest {
  private static final Mapping MAPPING =
      Mapping.parse(
          """
          pipeline: p
          source: {topic: t, format: avro}
          features:
            - {field: price, mask: true}
            - {field: flag}
            - {field: code, type: category, values: [1, 2, x], other: true}
            - {field: ratio, type: hash, buckets: 64}
            - {field: taken, type: hour, zone: Asia/Kolkata}
            - {field: taken, type: weekday}
            - {field: epoch, type: hour}
          target: {field: class, classes: [0, 1]}
          """,
          "m.yaml");

  private static final String CSV =
      """
      price,flag,code,ratio,taken,epoch,class
      1,true,1,0.5,2024-05-01T10:20:30Z,1714557600,0
      0.1,false,2.0,1.0,2024-05-02 10:20:30,1714557600000,1
      NA,True,3,0.00001,,1714557600.25,1
      1e-3,False,,123456789.123,2024-05-03,1714557600,0.0
      """;

  @Test
  void row_isTheSameVectorInEveryFormat(@TempDir Path folder) throws Exception {
    Path path =
        Files.writeString(folder.resolve("t.csv"), CSV.replace("2024-05-03", "2024-05-03T00:00"));
    CsvRecords records = CsvRecords.infer(path, "r.Row", CsvRecords.ROWS_MAX_DEFAULT);
    List<float[]> vectors = new ArrayList<>();
    try (CsvFile file = CsvFile.open(path)) {
      for (Optional<Map<String, String>> row = file.next(); row.isPresent(); row = file.next()) {
        Fields texts = Fields.of(row.get());
        Fields avro = Fields.of(records.record(row.get(), file.line()));
        assertSame(texts, avro);
        assertSame(texts, json(avro));
        vectors.add(MAPPING.features(texts));
      }
    }
    assertThat(vectors).hasSize(4);
    assertThat(VectorHash.of(vectors.get(0))).isNotEqualTo(VectorHash.of(vectors.get(1)));
  }

  /** With the values that Avro has, as JSON writes them. */
  private static Fields json(Fields avro) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Map<String, Object> values = new LinkedHashMap<>();
    avro.names().forEach(name -> values.put(name, avro.get(name)));
    return Fields.of(mapper.readTree(mapper.writeValueAsString(values)));
  }

  private static void assertSame(Fields one, Fields other) throws MappingException {
    assertThat(VectorHash.of(MAPPING.features(other)))
        .as("%s and %s", one, other)
        .isEqualTo(VectorHash.of(MAPPING.features(one)));
    assertThat(MAPPING.target(other)).isEqualTo(MAPPING.target(one));
  }
}
