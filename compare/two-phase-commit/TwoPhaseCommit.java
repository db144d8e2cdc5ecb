import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Whether a producer of this version can take part in a two-phase commit (KIP-939): the setting, each method. */
public class TwoPhaseCommit {
  public static void main(String[] arguments) {
    System.out.println("setting " + ProducerConfig.configNames().contains("transaction.two.phase.commit.enable"));
    for (var method : List.of("prepareTransaction", "completeTransaction"))
      System.out.println(method + " " + Arrays.stream(KafkaProducer.class.getMethods()).anyMatch(one -> one.getName().equals(method)));
  }
}
