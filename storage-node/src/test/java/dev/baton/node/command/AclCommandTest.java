package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.acl.AclException;
import dev.baton.node.acl.UserLines;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users may do, and what they are told when they may not. */
class AclCommandTest {
    private static final String HASH = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"; // of x

    private final Shell redis = new Shell();

    @BeforeEach
    void someUsers() throws AclException {
        users("""
                # who reports may read what is reported
                user bob on >x ~a* +@read -get
                user reader on #%s allkeys +@read +@connection -@dangerous
                user idle off >x allkeys +@all
                user open on nopass ~* &* +@all
                user half on >x ~* +@all -config|set -client -@scripting
                """.formatted(HASH));
    }

    private void users(String lines) throws AclException {
        redis.server.users.replace(new UserLines(new CommandCatalog()).read(lines));
    }

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    @Test
    void aUserDoesWhatItMayAndIsToldWhatItMayNot() {
        check("AUTH bob y", "-WRONGPASS invalid username-password pair or user is disabled.");
        check("AUTH bob x", "+OK");
        check("GET a", "-NOPERM this user has no permissions to run the 'get' command");
        check("SET a 1", "-NOPERM this user has no permissions to run the 'set' command");
        check("MGET a", "*1 $-1");
        check("MGET a b", "-NOPERM this user has no permissions to access one of the keys used as arguments");
        check("CONFIG GET x", "-NOPERM this user has no permissions to run the 'config|get' command");
        check("CLIENT LIST", "-NOPERM this user has no permissions to run the 'client|list' command");
        check("PING", "-NOPERM this user has no permissions to run the 'ping' command");
        check("AUTH idle x", "-WRONGPASS invalid username-password pair or user is disabled.");
        check("AUTH nobody x", "-WRONGPASS invalid username-password pair or user is disabled.");
        check("AUTH open whatever", "+OK");
        check("SET a 1", "+OK");
        check("ACL WHOAMI", "$4 open");
        assertThat(redis.run("HELLO 3 AUTH bob x")).startsWith("%7");
        check("GET a", "-NOPERM this user has no permissions to run the 'get' command");
        check("RESET", "+RESET");
        check("ACL WHOAMI", "$7 default");
    }

    @Test
    void aReaderReadsEverythingAndWritesNothing() {
        redis.run("SET k v");
        redis.run("AUTH reader x");
        check("GET k", "$1 v");
        check("PING", "+PONG");
        check("CLIENT GETNAME", "$-1");
        check("KEYS *", "-NOPERM this user has no permissions to run the 'keys' command");
        for (String line : List.of("SET k w", "DEL k", "FLUSHALL", "LPUSH l 1", "EXPIRE k 1")) {
            assertThat(redis.run(line)).as(line).startsWith("-NOPERM");
        }
    }

    @Test
    void subcommandsAreRuledByTheirOwn() {
        redis.run("AUTH half x");
        check("CONFIG GET timeout", "*2 $7 timeout $1 0");
        check("CONFIG SET timeout 1", "-NOPERM this user has no permissions to run the 'config|set' command");
        check("CLIENT ID", "-NOPERM this user has no permissions to run the 'client|id' command");
        check("GET k", "$-1");
    }

    @Test
    void whatIsForbiddenSpoilsATransaction() {
        redis.run("AUTH reader x");
        check("MULTI", "-NOPERM this user has no permissions to run the 'multi' command");
        redis.run("AUTH half x");
        check("MULTI", "+OK");
        check("CONFIG SET timeout 1", "-NOPERM this user has no permissions to run the 'config|set' command");
        check("EXEC", "-EXECABORT Transaction discarded because of previous errors.");
    }

    @Test
    void usersAreToldAsRedisTellsThem() {
        check("ACL USERS", "*6 $3 bob $7 default $4 half $4 idle $4 open $6 reader");
        check(
                "ACL GETUSER bob",
                "*12 $5 flags *1 +on $9 passwords *1 $64 " + HASH + " $8 commands $17 -@all +@read -get $4 keys $3 ~a*"
                        + " $8 channels $2 &* $9 selectors *0");
        check(
                "ACL GETUSER default",
                "*12 $5 flags *2 +on +nopass $9 passwords *0 $8 commands $5 +@all $4 keys $2 ~* $8 channels $2 &*"
                        + " $9 selectors *0");
        check("ACL GETUSER nobody", "$-1");
        assertThat(redis.run("ACL LIST"))
                .contains("user bob on #" + HASH + " ~a* &* -@all +@read -get")
                .contains("user default on nopass ~* &* +@all");
        check("ACL DRYRUN bob get a", "$53 This user has no permissions to run the 'get' command");
        check("ACL DRYRUN bob mget b", "$50 This user has no permissions to access the 'b' key");
        check("ACL DRYRUN bob mget a", "+OK");
        check("ACL DRYRUN bob set a", "-ERR wrong number of arguments for 'set' command");
        check("ACL DRYRUN nobody get a", "-ERR User 'nobody' not found");
        check("ACL DRYRUN bob nosuch", "-ERR Command 'nosuch' not found");
        assertThat(redis.run("ACL CAT")).startsWith("*21 $8 keyspace $4 read");
        assertThat(redis.run("ACL CAT transaction")).startsWith("*5").contains("$4 exec");
        check("ACL CAT nosuch", "-ERR Unknown category 'nosuch'");
        assertThat(redis.run("ACL GENPASS")).hasSize(68);
        check(
                "ACL GENPASS 0",
                "-ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096");
        for (String line : List.of("ACL SETUSER bob on", "ACL DELUSER bob", "ACL LOAD", "ACL SAVE")) {
            assertThat(redis.run(line)).as(line).startsWith("-ERR users come from the key users.acl");
        }
    }

    @Test
    void refusalsAreLoggedAndTheSameOnesCounted() {
        redis.run("AUTH bob wrong");
        redis.run("AUTH bob x");
        redis.run("GET a");
        redis.now += 1500;
        redis.run("GET a");
        redis.run("MGET b");
        redis.run("AUTH open x");
        String log = redis.run("ACL LOG");
        assertThat(log)
                .startsWith(
                        "*3 *14 $5 count :1 $6 reason $3 key $7 context $8 toplevel $6 object $1 b $8 username $3 bob");
        assertThat(log).contains("$5 count :2 $6 reason $7 command $7 context $8 toplevel $6 object $3 get");
        assertThat(log)
                .contains("$6 reason $4 auth $7 context $8 toplevel $6 object $4 AUTH")
                .contains("$11 age-seconds $3 1.5");
        assertThat(redis.run("ACL LOG 1")).startsWith("*1 ");
        check("ACL LOG RESET", "+OK");
        check("ACL LOG", "*0");
    }

    @Test
    void theDefaultUserCanBeRestrictedAndTurnedOff() throws AclException {
        redis.server.password = "secret";
        users("user default +@read +auth\nuser op on >x allkeys +@all");
        redis.run("RESET");
        check("GET a", "-NOAUTH Authentication required.");
        check("AUTH secret", "+OK");
        check("GET a", "$-1");
        check("SET a b", "-NOPERM this user has no permissions to run the 'set' command");
        users("user default off\nuser op on >x allkeys +@all");
        redis.run("RESET");
        check("AUTH secret", "-WRONGPASS invalid username-password pair or user is disabled.");
        check("AUTH op x", "+OK");
        check("SET a b", "+OK");
    }
}
