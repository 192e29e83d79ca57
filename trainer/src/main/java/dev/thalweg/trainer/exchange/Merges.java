package dev.thalweg.trainer.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergedWeights;
import dev.thalweg.topics.PatientDecoder;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.parts.Parts;
import dev.thalweg.trainer.rounds.MergedModel;
import dev.thalweg.trainer.rounds.TakenRound;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The merges as the topics tell them: the newest, and the weights of those that a learner may have
 * to go on from. Reading is confined to one thread; any may ask.
 */
final class Merges {
  private final ExchangeConfig config;
  private final PatientDecoder<Merge> merges;
  private final PatientDecoder<MergedWeights> weights;

  /** What is not whole, or not known to be wanted. */
  private final Map<Version, PartedBytes> parts = new HashMap<>();

  /** Of every record of weights that no tombstone has taken away. */
  private final Map<String, Version> versionByKey = new TreeMap<>();

  private final Map<Long, ModelWeights> whole = new ConcurrentHashMap<>();
  private boolean begins;
  private volatile Merge newest;

  /** Weights: an averager that lost its office may have written others of the same merge. */
  private record Version(long merge, String sha256) {}

  Merges(ExchangeConfig config, SchemaRegistry registry, StopSwitch stop) {
    this.config = config;
    this.merges = new PatientDecoder<>(registry, Merge.getClassSchema(), stop);
    this.weights = new PatientDecoder<>(registry, MergedWeights.getClassSchema(), stop);
    MergedModel initial = MergedModel.initial(config.learner());
    newest = initial.merge();
    whole.put(0L, initial.weights());
  }

  /** The records of a merge's weights, in order, each made when it is its turn. */
  static Stream<ProducerRecord<byte[], byte[]>> records(
      ExchangeConfig config, AvroSerializer<MergedWeights> serializer, MergedModel model) {
    String topic = config.topic(PipelineTopic.MERGED_WEIGHTS);
    String sha256 = model.merge().getSha256();
    long number = model.merge().getNumber();
    List<ByteBuffer> parts = PartedBytes.cut(model.weights().toBytes());
    return IntStream.range(0, parts.size())
        .mapToObj(
            part ->
                new ProducerRecord<>(
                    topic,
                    0,
                    "%d/%s/%d".formatted(number, sha256, part).getBytes(UTF_8),
                    serializer.serialize(
                        topic,
                        new MergedWeights(number, sha256, part, parts.size(), parts.get(part)))));
  }

  /**
   * Takes a record of the topic merges: the first of each number, in their order.
   *
   * @return whether it is the next merge
   */
  boolean addMerge(byte[] value) throws UnreadableRecordException {
    Merge merge = merges.decode(value);
    if (merge.getLearners().size() != config.learner().rounds().learners()) {
      throw new UnreadableRecordException(
          "It is a merge of %d learners; there are %d."
              .formatted(merge.getLearners().size(), config.learner().rounds().learners()));
    }
    boolean isNext = merge.getNumber() == newest.getNumber() + 1;
    boolean isFound = begins && merge.getNumber() >= newest.getNumber();
    if (!isNext && !isFound) {
      return false;
    }
    begins = false;
    goOnWith(merge);
    return true;
  }

  /**
   * Takes a merge that was made here, and that is the first of its number in the topic.
   *
   * @return whether it is the next merge
   */
  boolean addOwn(MergedModel model) {
    long number = model.merge().getNumber();
    if (begins || number != newest.getNumber() + 1) {
      return false;
    }
    whole.put(number, model.weights());
    goOnWith(model.merge());
    return true;
  }

  /** The next merge that is read is the newest that there is, however many were made meanwhile. */
  void beginAtNewest() {
    begins = true;
  }

  private void goOnWith(Merge merge) {
    newest = merge;
    parts.keySet().removeIf(version -> !isNeeded(version));
    whole.keySet().removeIf(number -> !isNeeded(number));
    List.copyOf(parts.keySet()).forEach(this::assemble);
  }

  /** Takes a record of the topic merged-weights. */
  void addWeights(byte[] key, byte[] value) throws UnreadableRecordException {
    String name = key == null ? "" : new String(key, UTF_8);
    if (value == null) {
      versionByKey.remove(name);
      return;
    }
    MergedWeights part = weights.decode(value);
    if (part.getParts() != Parts.count(config.weightBytes())) {
      throw new UnreadableRecordException("It is no part of the weights of this network.");
    }
    Version version = new Version(part.getNumber(), part.getSha256());
    versionByKey.put(name, version);
    if (isNeeded(version) && !isWhole(version)) {
      parts
          .computeIfAbsent(version, of -> new PartedBytes(of.sha256(), part.getParts()))
          .add(part.getPart(), part.getBytes());
      assemble(version);
    }
  }

  private void assemble(Version version) {
    if (version.merge() <= newest.getNumber()) {
      PartedBytes gathered = parts.get(version);
      if (gathered.isWhole() && gathered.length() == config.weightBytes()) {
        whole.put(version.merge(), Weights.read(config, gathered));
        parts.remove(version);
      }
    }
  }

  /** Whether it is of a merge to come, or kept. */
  private boolean isNeeded(Version version) {
    return version.merge() > newest.getNumber()
        || newest.getKept().stream()
            .anyMatch(
                kept ->
                    kept.getNumber() == version.merge()
                        && kept.getSha256().equals(version.sha256()));
  }

  /** Whether it was put together already, or made here. */
  private boolean isWhole(Version version) {
    return version.merge() <= newest.getNumber() && whole.containsKey(version.merge());
  }

  private boolean isNeeded(long number) {
    return newest.getKept().stream().anyMatch(kept -> kept.getNumber() == number);
  }

  /** Keys of the weights that nobody needs any more, for tombstones. */
  List<String> unneededKeys() {
    return versionByKey.entrySet().stream()
        .filter(entry -> !isNeeded(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The newest merge; merge 0 before the first. */
  Merge newest() {
    return newest;
  }

  /** The newest merge with its weights; empty while these are not all there. */
  Optional<MergedModel> newestModel() {
    Merge merge = newest;
    return Optional.ofNullable(whole.get(merge.getNumber())).map(of -> new MergedModel(merge, of));
  }

  /** As {@code RoundExchange.mergeOf}. */
  Optional<TakenRound> mergeOf(int partition, long base) {
    return TakenRound.in(newest, partition, base, whole::get);
  }
}
