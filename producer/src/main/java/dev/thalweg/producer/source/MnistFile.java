package dev.thalweg.producer.source;

/**
 * The four files of MNIST. A file is MNIST's by the SHA-256 of its unpacked content: the gzip files
 * in circulation differ in their bytes, not in what they hold.
 */
enum MnistFile {
  TRAIN_IMAGES(
      "train-images",
      "idx3",
      47_040_016,
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
  TRAIN_LABELS(
      "train-labels",
      "idx1",
      60_008,
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
  TEST_IMAGES(
      "t10k-images",
      "idx3",
      7_840_016,
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
  TEST_LABELS(
      "t10k-labels",
      "idx1",
      10_008,
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  private final String stem;
  private final String format;
  private final int contentBytes;
  private final String contentSha256;

  MnistFile(String stem, String format, int contentBytes, String contentSha256) {
    this.stem = stem;
    this.format = format;
    this.contentBytes = contentBytes;
    this.contentSha256 = contentSha256;
  }

  static MnistFile images(Split split) {
    return split == Split.TRAIN ? TRAIN_IMAGES : TEST_IMAGES;
  }

  static MnistFile labels(Split split) {
    return split == Split.TRAIN ? TRAIN_LABELS : TEST_LABELS;
  }

  /** The name under which mirrors serve it, such as {@code train-images-idx3-ubyte.gz}. */
  String gzipName() {
    return stem + "-" + format + "-ubyte.gz";
  }

  /** The size of its unpacked content. */
  int contentBytes() {
    return contentBytes;
  }

  /** Whether this is the SHA-256 of its unpacked content. */
  boolean isContent(String sha256) {
    return contentSha256.equals(sha256);
  }
}
