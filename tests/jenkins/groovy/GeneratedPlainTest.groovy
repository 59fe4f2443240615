import com.lesfurets.jenkins.unit.BasePipelineTest
import org.junit.Before
import org.junit.Test

/** Generated pipelines with the plain runner. */
class GeneratedPlainTest extends BasePipelineTest {
    private Generated generated

    @Override
    @Before
    void setUp() throws Exception {
        super.setUp()
        generated = new Generated(this)
    }

    @Test
    void eachGivesTheProgramItsWordsAndTakesItsStatus() {
        generated.eachGivesTheProgramItsWordsAndTakesItsStatus()
    }

    @Test
    void whatHasAnotherChecksumIsNotRun() {
        generated.whatHasAnotherChecksumIsNotRun()
    }
}
