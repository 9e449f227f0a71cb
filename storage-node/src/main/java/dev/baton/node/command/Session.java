package dev.baton.node.command;

import dev.baton.node.acl.User;
import dev.baton.node.keyspace.WatchedKeys;
import dev.baton.node.pubsub.Subscriber;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Position;
import java.util.ArrayList;
import java.util.List;

/** What commands know of the connection they came on. Loop thread only. */
public final class Session {
    /** A command waiting for EXEC. */
    record Queued(CommandDefinition definition, byte[][] arguments) {}

    /**
     * A key as WATCH found it.
     *
     * @param changes of the key until then
     * @param life the keyspace's then: what was there in another one may be there no longer, without any change
     */
    record Watched(WatchedKeys.Watch watch, boolean existed, long changes, long life) {}

    private final long id;
    private final String remoteAddress;
    private final String localAddress;
    private final long connectedAtMillis;
    private final List<Queued> queue = new ArrayList<>();
    private final List<Watched> watched = new ArrayList<>();
    private final Subscriber subscriber = new Subscriber();
    private final ReplyMode replyMode = new ReplyMode();

    private Connection connection = Connection.NONE;
    private String name = "";
    private String libraryName = "";
    private String libraryVersion = "";
    private String lastCommand = "NULL";
    private long lastActiveMillis;
    private boolean resp3;
    private boolean authenticated;
    private boolean noEvict;
    private User user = User.DEFAULT;
    private boolean inMulti;
    private boolean multiIsBroken;
    private boolean queuedWrite;
    private boolean queuedRead;
    private boolean queuedNeedsMemory;
    private long queuedBytes;
    private Epoch lastWriteEpoch = Epoch.NONE;
    private long lastWriteOffset;

    /**
     * @param authenticated true when no password is asked for
     * @param id unique among this process's connections, from 1
     */
    public Session(long id, String remoteAddress, String localAddress, long nowMillis, boolean authenticated) {
        this.id = id;
        this.remoteAddress = remoteAddress;
        this.localAddress = localAddress;
        this.connectedAtMillis = nowMillis;
        this.lastActiveMillis = nowMillis;
        this.authenticated = authenticated;
    }

    public long id() {
        return id;
    }

    /** As {@code host:port}. */
    String remoteAddress() {
        return remoteAddress;
    }

    /** As {@code host:port}. */
    String localAddress() {
        return localAddress;
    }

    /** The server has a connection for this session. */
    public void connection(Connection itsConnection) {
        connection = itsConnection;
    }

    public Connection connection() {
        return connection;
    }

    /** What it subscribes to. */
    public Subscriber subscriber() {
        return subscriber;
    }

    /** Whether it subscribes to anything. */
    public boolean isSubscribed() {
        return subscriber.count() > 0;
    }

    public ReplyMode replyMode() {
        return replyMode;
    }

    void noEvict(boolean on) {
        noEvict = on;
    }

    /** When it last sent a command; milliseconds since 1970. */
    public long lastActiveMillis() {
        return lastActiveMillis;
    }

    /** Who it is; the default user before anybody said. */
    public User user() {
        return user;
    }

    /** The users were read anew: it is the same one. */
    public void user(User same) {
        user = same;
    }

    /** As CLIENT SETNAME gave it; empty if none. */
    public String name() {
        return name;
    }

    public boolean resp3() {
        return resp3;
    }

    public boolean authenticated() {
        return authenticated;
    }

    public boolean inMulti() {
        return inMulti;
    }

    /** Where this connection's last write ends, for WAIT; {@link Position#EMPTY} if it wrote nothing. */
    Position lastWrite() {
        return lastWriteOffset == 0 ? Position.EMPTY : new Position(lastWriteEpoch, lastWriteOffset);
    }

    /** The server has appended this connection's transaction as the record that ends here. */
    public void wrote(Epoch epoch, long endOffset) {
        lastWriteEpoch = epoch;
        lastWriteOffset = endOffset;
    }

    void name(String newName) {
        name = newName;
    }

    void library(String newName, String newVersion) {
        libraryName = newName;
        libraryVersion = newVersion;
    }

    String libraryName() {
        return libraryName;
    }

    String libraryVersion() {
        return libraryVersion;
    }

    void resp3(boolean on) {
        resp3 = on;
    }

    void authenticated(boolean yes) {
        authenticated = yes;
    }

    void authenticated(User as) {
        user = as;
        authenticated = true;
    }

    void active(long nowMillis, String command) {
        lastActiveMillis = nowMillis;
        lastCommand = command;
    }

    void beginMulti() {
        inMulti = true;
    }

    /** A command was refused while queueing: EXEC will discard all. */
    void breakMulti() {
        if (inMulti) {
            multiIsBroken = true;
        }
    }

    boolean multiIsBroken() {
        return multiIsBroken;
    }

    void enqueue(CommandDefinition definition, byte[][] arguments) {
        queue.add(new Queued(definition, arguments));
        queuedWrite |= definition.isWrite();
        queuedRead |= !definition.isWrite() && !definition.has(Flag.ALWAYS);
        queuedNeedsMemory |= definition.has(Flag.DENYOOM);
        queuedBytes += bytesOf(arguments);
    }

    /** About how much memory a request takes, in bytes. */
    public static long bytesOf(byte[][] arguments) {
        long bytes = 0;
        for (byte[] argument : arguments) {
            bytes += argument.length + 16;
        }
        return bytes;
    }

    /** About how much memory the requests that MULTI has queued take, in bytes. */
    public long queuedBytes() {
        return queuedBytes;
    }

    boolean queuedWrite() {
        return queuedWrite;
    }

    boolean queuedNeedsMemory() {
        return queuedNeedsMemory;
    }

    boolean queuedRead() {
        return queuedRead;
    }

    List<Queued> queue() {
        return queue;
    }

    /** Ends MULTI and forgets the watched keys, as EXEC and DISCARD do. */
    void endMulti() {
        inMulti = false;
        multiIsBroken = false;
        queuedWrite = false;
        queuedRead = false;
        queuedNeedsMemory = false;
        queuedBytes = 0;
        queue.clear();
        unwatch();
    }

    /** The connection has ended: what it watched is watched no longer. */
    public void ended() {
        endMulti();
    }

    void watch(Watched key) {
        watched.add(key);
    }

    void unwatch() {
        watched.forEach(key -> key.watch().end());
        watched.clear();
    }

    List<Watched> watched() {
        return watched;
    }

    /** One line of CLIENT LIST, without the line end. */
    String describe(long nowMillis) {
        long requests = connection.requestBytes();
        long replies = connection.replyBytes();
        return "id=" + id + " addr=" + remoteAddress + " laddr=" + localAddress + " fd=" + id + " name=" + name
                + " age="
                + Math.max(0, nowMillis - connectedAtMillis) / 1000 + " idle="
                + Math.max(0, nowMillis - lastActiveMillis) / 1000 + " flags=" + flags() + " db=0 sub="
                + subscriber.channelCount() + " psub=" + subscriber.patternCount() + " ssub=0 multi="
                + (inMulti ? queue.size() : -1) + " qbuf=" + requests
                + " qbuf-free=0 argv-mem=0 multi-mem=" + queuedBytes + " rbs=0 rbp=0 obl=0 oll=" + (replies > 0 ? 1 : 0)
                + " omem=" + replies + " tot-mem=" + (requests + queuedBytes + replies) + " events=r cmd=" + lastCommand
                + " user=" + user.name() + " redir=-1 resp=" + (resp3 ? 3 : 2) + " lib-name=" + libraryName
                + " lib-ver="
                + libraryVersion;
    }

    private String flags() {
        String flags = (isSubscribed() ? "P" : "")
                + (inMulti ? "x" : "")
                + (connection.isBlocked() ? "b" : "")
                + (noEvict ? "e" : "");
        return flags.isEmpty() ? "N" : flags;
    }
}
