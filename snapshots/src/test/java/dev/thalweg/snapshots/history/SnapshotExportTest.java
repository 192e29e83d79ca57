package dev.thalweg.snapshots.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.export.ExportedModel;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.SnapshotSeal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotExportTest {
  private List<Snapshot> history;
  private Snapshot snapshot;

  @BeforeEach
  void setUp() {
    history = Fixture.chain(6);
    snapshot = history.get(2);
    snapshot.setHyperparameters(Map.of("batch.size", "4", "snapshot.every", "10"));
    snapshot.setTrainedAt(Instant.ofEpochSecond(1));
    SnapshotSeal.seal(snapshot);
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> SnapshotExport.of(Fixture.stored(snapshot)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Version " + snapshot.getVersion() + " is damaged")
        .hasMessageContaining(why)
        .hasMessageEndingWith("--version.");
  }

  @Test
  void snapshot_isExportedWithItsBytesAndAllThatIsKnownOfIt() {
    ExportedModel exported = SnapshotExport.of(Fixture.stored(snapshot));

    assertThat(ByteBuffer.wrap(exported.parameters().toBytes()))
        .isEqualTo(snapshot.getParameters());
    assertThat(exported.model()).isEqualTo("test");
    assertThat(exported.version()).isEqualTo(snapshot.getVersion());
    assertThat(exported.metadata())
        .containsEntry("architecture", Fixture.ARCHITECTURE.text())
        .containsEntry("sequence", "2")
        .containsEntry("step", Long.toString(snapshot.getStep()))
        .containsEntry("sha256", snapshot.getSha256())
        .containsEntry("parentSha256", history.get(1).getSha256())
        .containsEntry("contentSha256", snapshot.getContentSha256())
        .containsEntry("offsets", "0:" + snapshot.getOffsets().get(0).getOffset())
        .containsEntry("loss", Double.toString(snapshot.getLoss()))
        .containsEntry("accuracy", Double.toString(snapshot.getAccuracy()))
        .containsEntry("trainedAt", "1970-01-01T00:00:01Z")
        .containsEntry("backend", snapshot.getBackend())
        .containsEntry("hyperparameter.batch.size", "4")
        .containsEntry("hyperparameter.snapshot.every", "10")
        .hasSize(14 + snapshot.getHyperparameters().size());
  }

  @Test
  void flippedBitOfTheParameters_isRefused() {
    ByteBuffer parameters = snapshot.getParameters();
    parameters.put(17, (byte) (parameters.get(17) ^ 1));

    assertRefused("its parameters do not match its contentSha256");
  }

  @Test
  void changedField_isRefused() {
    snapshot.setSequence(7);

    assertRefused("its fields do not match its sha256");
  }

  @Test
  void sealedSnapshotThatNoNetworkFits_isRefused() {
    snapshot.setArchitecture("2x3 dense(9,softmax) cross_entropy");
    SnapshotSeal.seal(snapshot);

    assertRefused("bytes of parameters and its architecture needs");
  }

  @Test
  void sealedSnapshotWithAValueThatIsNoNumber_isRefused() {
    snapshot.getParameters().putInt(0, -1); // NaN in either byte order
    SnapshotSeal.seal(snapshot);

    assertRefused("not a number");
  }
}
