package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What clients ask before they begin: which commands there are, and where their keys stand. */
class CommandCommandTest {
    private final Shell redis = new Shell();

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    @Test
    void infoTellsWhatRedisDeclares() {
        check(
                "COMMAND INFO get nosuch",
                "*2 *10 $3 get :2 *2 +readonly +fast :1 :1 :1 *3 +@read +@string +@fast *0"
                        + " *1 *6 $5 flags *2 +RO +access $12 begin_search *4 $4 type $5 index $4 spec *2 $5 index :1"
                        + " $9 find_keys *4 $4 type $5 range $4 spec *6 $7 lastkey :0 $7 keystep :1 $5 limit :0 *0 *-1");
        assertThat(redis.run("COMMAND INFO config"))
                .startsWith("*1 *10 $6 config :-2 *0 :0 :0 :0 *1 +@slow *0 *0 *5 *10 $10 config|get :-3");
        check(
                "COMMAND INFO config|get nosuch|x",
                "*2 *10 $10 config|get :-3 *4 +admin +noscript +loading +stale :0 :0 :0"
                        + " *3 +@admin +@slow +@dangerous *0 *0 *0 *-1");
        assertThat(redis.run("COMMAND")).isEqualTo(redis.run("COMMAND INFO"));
        redis.run("HELLO 3");
        assertThat(redis.run("COMMAND INFO get"))
                .startsWith("*1 *10 $3 get :2 ~2 +readonly +fast")
                .contains("%3 $5 flags ~2");
    }

    @Test
    void countAndListAndDocs() {
        check("COMMAND COUNT", ":" + new Commands().all().size());
        check("COMMAND COUNT 1", "-ERR wrong number of arguments for 'command|count' command");
        check("COMMAND LIST FILTERBY PATTERN GETR*", "*1 $8 getrange");
        check("COMMAND LIST FILTERBY PATTERN config|res*", "*1 $16 config|resetstat");
        check("COMMAND LIST FILTERBY MODULE m", "*0");
        check("COMMAND LIST FILTERBY ACLCAT nosuch", "*0");
        assertThat(redis.run("COMMAND LIST FILTERBY ACLCAT transaction"))
                .contains("multi")
                .contains("watch")
                .startsWith("*5 ");
        check("COMMAND LIST FILTERBY X y", "-ERR syntax error");
        check("COMMAND DOCS get nosuch", "*2 $3 get *4 $5 since $5 1.0.0 $5 group $6 string");
        assertThat(redis.run("COMMAND DOCS config")).contains("$11 subcommands *10 $10 config|get");
        check("COMMAND NOSUCH", "-ERR unknown subcommand 'NOSUCH'. Try COMMAND HELP.");
        assertThat(redis.run("COMMAND HELP")).contains("GETKEYS");
    }

    @Test
    void keysOfARequest() {
        check("COMMAND GETKEYS MSET a 1 b 2", "*2 $1 a $1 b");
        check("COMMAND GETKEYS MEMORY USAGE k", "*1 $1 k");
        check("COMMAND GETKEYS PING x", "-ERR The command has no key arguments");
        check("COMMAND GETKEYS NOSUCH x", "-ERR Invalid command specified");
        check("COMMAND GETKEYS MSET a", "-ERR Invalid number of arguments specified for command");
        check("COMMAND GETKEYS ZUNIONSTORE d x a", "-ERR Invalid arguments specified for command");
        check("COMMAND GETKEYS PING", "-ERR wrong number of arguments for 'command|getkeys' command");
        check("COMMAND GETKEYSANDFLAGS MSET a 1 b 2", "*2 *2 $1 a *2 +OW +update *2 $1 b *2 +OW +update");
        check("COMMAND GETKEYSANDFLAGS RENAME a b", "*2 *2 $1 a *3 +RW +access +delete *2 $1 b *2 +OW +update");
    }
}
