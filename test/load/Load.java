import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * A load on a cluster, and what became of it.
 *
 * <p>{@code Load run SERVERS TOPIC PARTITIONS RATE}: sends numbered records to a topic with three replicas, two of which
 * must be in sync, with acks=all and idempotence, so many a second, and reads them; says "ready" when the first came
 * back. When its standard input ends it stops sending, reads to the end and prints one line of JSON: counts, records
 * that were acknowledged and are not there, records out of order within their partition, and the longest time in
 * milliseconds from sending a record to its acknowledgement.
 *
 * <p>{@code Load watch SERVERS BROKERS}: for every line on standard input, waits until so many brokers are there and
 * every partition of the cluster has all its replicas in sync, and prints the milliseconds.
 */
public final class Load {
  private static final int DRAIN_SECONDS = 120;

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "run" -> new Load(args[1], args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4])).run();
      case "watch" -> watch(args[1], Integer.parseInt(args[2]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private final String servers;
  private final String topic;
  private final int partitions;
  private final int rate;
  private final long[] sent;
  private final BitSet[] acknowledged;
  private final BitSet[] received;
  private long failed;
  private String failure = "";
  private long longest;
  private long duplicates;
  private long disordered;
  private long read;

  private Load(String servers, String topic, int partitions, int rate) {
    this.servers = servers;
    this.topic = topic;
    this.partitions = partitions;
    this.rate = rate;
    sent = new long[partitions];
    acknowledged = IntStream.range(0, partitions).mapToObj(each -> new BitSet()).toArray(BitSet[]::new);
    received = IntStream.range(0, partitions).mapToObj(each -> new BitSet()).toArray(BitSet[]::new);
  }

  private void run() throws Exception {
    create();
    Thread consumer = new Thread(this::consume, "consumer");
    consumer.start();
    Thread input = new Thread(Load::awaitEnd, "input");
    input.setDaemon(true);
    input.start();
    produce(input);
    consumer.join();
    long lost = 0;
    long known = 0;
    for (int each = 0; each < partitions; each++) {
      BitSet missing = (BitSet) acknowledged[each].clone();
      known += missing.cardinality();
      missing.andNot(received[each]);
      lost += missing.cardinality();
    }
    long all = 0;
    for (long count : sent) all += count;
    System.out.printf(
        Locale.ROOT,
        "{\"sent\":%d,\"acknowledged\":%d,\"failed\":%d,\"failure\":\"%s\",\"received\":%d,\"lost\":%d,\"duplicates\":%d,\"disordered\":%d,\"longestMs\":%d}%n",
        all, known, failed, failure.replace('"', '\''), read, lost, duplicates, disordered, longest / 1_000_000);
  }

  private void create() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.of((short) 3));
      wanted.configs(Map.of("min.insync.replicas", "2"));
      admin.createTopics(List.of(wanted)).all().get();
    } catch (ExecutionException error) {
      if (!(error.getCause() instanceof TopicExistsException)) throw error;
    }
  }

  private void produce(Thread input) throws InterruptedException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", servers,
            "acks", "all",
            "enable.idempotence", "true",
            "delivery.timeout.ms", "600000",
            "request.timeout.ms", "10000",
            "max.block.ms", "600000",
            "linger.ms", "5");
    try (var producer = new KafkaProducer<>(settings, new LongSerializer(), new LongSerializer())) {
      // A partition that is new takes any sequence number first: when it refuses the first batch, having no leader yet,
      // and takes the second, the first can never be delivered (KAFKA-15591). So nothing follows the first record of a
      // partition before it is acknowledged.
      for (int partition = 0; partition < partitions; partition++) send(producer, partition);
      producer.flush();
      long begun = System.nanoTime();
      for (long number = 0; input.isAlive(); number++) {
        long due = begun + number * 1_000_000_000L / rate - System.nanoTime();
        if (due > 0) Thread.sleep(due / 1_000_000, (int) (due % 1_000_000));
        send(producer, (int) (number % partitions));
      }
    }
    finished = true;
  }

  private void send(KafkaProducer<Long, Long> producer, int partition) {
    long value = sent[partition]++;
    long at = System.nanoTime();
    producer.send(
        new ProducerRecord<>(topic, partition, value, value),
        (metadata, error) -> {
          // One thread calls back.
          longest = Math.max(longest, System.nanoTime() - at);
          if (error == null) acknowledged[partition].set((int) value);
          else if (failed++ == 0)
            failure = "record " + value + " of partition " + partition + ": " + error;
        });
  }

  private volatile boolean finished;

  private void consume() {
    Map<String, Object> settings = Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest");
    long[] last = new long[partitions];
    java.util.Arrays.fill(last, -1);
    List<TopicPartition> all = new ArrayList<>();
    for (int each = 0; each < partitions; each++) all.add(new TopicPartition(topic, each));
    try (var consumer = new KafkaConsumer<>(settings, new LongDeserializer(), new LongDeserializer())) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long limit = Long.MAX_VALUE;
      while (System.nanoTime() < limit) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          if (read++ == 0) System.out.println("ready");
          int partition = record.partition();
          int value = (int) (long) record.value();
          if (received[partition].get(value)) duplicates++;
          else if (value < last[partition]) disordered++;
          received[partition].set(value);
          last[partition] = Math.max(last[partition], value);
        }
        if (!finished) continue;
        if (limit == Long.MAX_VALUE) limit = System.nanoTime() + DRAIN_SECONDS * 1_000_000_000L;
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        if (all.stream().allMatch(each -> consumer.position(each) >= ends.get(each))) return;
      }
    }
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {}
    } catch (java.io.IOException end) {
      // Whoever started us has gone, which is an end, too.
    }
  }

  private static void watch(String servers, int brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers, "request.timeout.ms", "5000"));
        Scanner lines = new Scanner(System.in)) {
      System.out.println("ready");
      while (lines.hasNextLine()) {
        lines.nextLine();
        long begun = System.nanoTime();
        while (!isWhole(admin, brokers)) Thread.sleep(50);
        System.out.println((System.nanoTime() - begun) / 1_000_000);
      }
    }
  }

  private static boolean isWhole(Admin admin, int brokers) throws InterruptedException {
    try {
      if (admin.describeCluster().nodes().get().size() != brokers) return false;
      var topics = admin.listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true)).names().get();
      return admin.describeTopics(topics).allTopicNames().get().values().stream()
          .flatMap(each -> each.partitions().stream())
          .allMatch(each -> each.leader() != null && each.isr().size() == each.replicas().size());
    } catch (ExecutionException error) {
      return false;
    }
  }

}
