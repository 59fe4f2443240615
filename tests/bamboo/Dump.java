import com.atlassian.bamboo.specs.util.BambooSpecSerializer;
import compliance.PlanSpec;

/** The plan and the deployment project of the specs, as Bamboo's own library sees them: it refuses what Bamboo would refuse. */
public class Dump {
    public static void main(String[] arguments) {
        System.out.println(BambooSpecSerializer.dump(new PlanSpec().plan()));
        System.out.println("===");
        System.out.println(BambooSpecSerializer.dump(new PlanSpec().deployment()));
    }
}
