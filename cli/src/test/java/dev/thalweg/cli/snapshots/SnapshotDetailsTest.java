package dev.thalweg.cli.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotDetailsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L);

  private final Snapshot snapshot =
      new Snapshot(
          "digits",
          35L,
          1_120L,
          35L,
          "4x4 dense(8,relu) dense(5,tanh,dropout=0.5) dense(3,softmax) cross_entropy",
          Map.of("seed", "1", "batch.size", "32"),
          ByteBuffer.allocate(4 * (17 * 8 + 9 * 5 + 6 * 3)),
          "",
          "ab".repeat(32),
          "",
          List.of(new PartitionOffset(0, 1_121L)),
          0.25,
          0.5,
          "test",
          NOW.minusSeconds(30),
          null,
          null,
          null);

  SnapshotDetailsTest() {
    SnapshotSeal.seal(snapshot);
  }

  private Optional<String> damage = Optional.empty();

  private SnapshotDetails details() {
    return new SnapshotDetails(snapshot, damage, NOW);
  }

  @Test
  void lines_haveEveryFieldAndTheLayers() {
    assertThat(details().lines())
        .containsExactly(
            "Model              digits",
            "Version            1120 samples",
            "Sequence           35, slot 3",
            "Step               35",
            "Trained at         2023-11-14T22:12:50Z, 30 s ago",
            "Accuracy so far    50.00 %",
            "Loss so far        0.2500",
            "Stands for         partition 0 of samples, below offset 1121",
            "Backend            test",
            "Architecture       " + snapshot.getArchitecture(),
            "Layers                                              shape parameters",
            "   1  dense(8,relu)                              4x4 to 8        136",
            "   2  dense(5,tanh,dropout=0.5)                    8 to 5         45",
            "   3  dense(3,softmax)                             5 to 3         18",
            "Parameters         199, float32, 796 bytes",
            "Hyper-parameters",
            "  batch.size               32",
            "  seed                     1",
            "sha256             " + snapshot.getSha256() + ", matches",
            "contentSha256      " + snapshot.getContentSha256() + ", matches",
            "parentSha256       " + "ab".repeat(32));
  }

  @Test
  void firstSnapshot_hasNoParent() {
    snapshot.setParentSha256("");

    assertThat(details().lines()).contains("parentSha256       none: it is the first");
  }

  @Test
  void changedParameters_areSaid() {
    // When
    snapshot.getParameters().put(5, (byte) 1);

    // Then
    assertThat(details().lines())
        .contains(
            "sha256             " + snapshot.getSha256() + ", matches",
            "contentSha256      " + snapshot.getContentSha256() + ", DOES NOT MATCH");
  }

  @Test
  void damage_isSaid_toPeopleAndMachines() throws Exception {
    damage = Optional.of("its sequence -1 is negative");

    assertThat(details().lines()).endsWith("Damaged            its sequence -1 is negative");
    assertThat(new ObjectMapper().readTree(details().json().get(0)).get("damage").asText())
        .isEqualTo("its sequence -1 is negative");
  }

  @Test
  void changedField_isSaid() {
    // When
    snapshot.setVersion(1_121);

    // Then
    assertThat(details().lines())
        .contains("sha256             " + snapshot.getSha256() + ", DOES NOT MATCH");
  }

  @Test
  void unknownArchitecture_andTerminalCommands_doNoHarm() {
    // Given
    snapshot.setArchitecture("4x4 rnn\u001b[2J\n(8)");

    // Then
    assertThat(details().lines())
        .anySatisfy(line -> assertThat(line).startsWith("Layers             unknown: "))
        .allSatisfy(line -> assertThat(line).doesNotContain("\u001b", "\n"));
    assertThat(details().json()).singleElement().asString().contains("\"layers\":[]");
  }

  @Test
  void json_hasEveryFieldOfTheSchema_andTheLayers() throws Exception {
    // When
    JsonNode json = new ObjectMapper().readTree(details().json().get(0));

    // Then
    Snapshot.getClassSchema().getFields().stream()
        .map(field -> field.name().equals("parameters") ? "parameterBytes" : field.name())
        .filter(name -> !name.equals("part")) // of what is no snapshot
        .forEach(name -> assertThat(json.has(name)).as(name).isTrue());
    assertThat(json.get("layers")).hasSize(3);
    assertThat(json.get("layers").get(1).get("parameters").asInt()).isEqualTo(45);
    assertThat(json.get("sha256Matches").asBoolean()).isTrue();
    assertThat(json.get("contentSha256Matches").asBoolean()).isTrue();
    assertThat(json.get("hyperparameters").get("batch.size").asText()).isEqualTo("32");
    assertThat(json.get("offsets").get(0).get("offset").asLong()).isEqualTo(1_121);
  }
}
