package dev.baton.node.server;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.baton.node.pubsub.Message;
import dev.baton.node.replication.DurableState.LeaderAddress;
import dev.baton.node.replication.PeerMessage;
import dev.baton.node.replication.ReplicationCore;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The replication port and the connections to other members' ones. A connection's first frame carries the password; the second one tells
 * whether it is a link of the core or a seeding. Loop thread only.
 */
final class Links {
    /** What happens on links. */
    interface Listener {
        void connected(long link);

        void disconnected(long link);

        void received(long link, PeerMessage message);

        /** A part of a message came, and the rest is under way. */
        void receiving(long link);

        /** The leader's clients published a message after it had written up to this offset. */
        void relayed(Message message, long after);

        /** A joiner asks for a snapshot on a connection of its own, which is the listener's from now on. */
        void seedRequested(Channel channel, SeedRequest request);
    }

    private static final int CONNECT_MILLIS = 500;
    private static final long INTRODUCTION_MILLIS = 5000;
    /** A follower to which more is under way misses messages. */
    private static final long MOST_UNSENT_BYTES = 16 << 20;

    private final String self;
    private final Transport transport;
    private final Passwords passwords;
    private final Journal journal;
    private final Listener listener;
    private final Map<Long, Channel> channels = new HashMap<>();
    /** Those whose other end delivers messages to its clients, with what was written to them and isn't flushed. */
    private final Set<Channel> relays = new HashSet<>();
    /** Links asked for and not yet there. */
    private final Set<Long> dialing = new HashSet<>();

    private boolean relayed;
    private long nextAccepted;

    Links(String self, Transport transport, Passwords passwords, Journal journal, Listener listener) {
        this.self = self;
        this.transport = transport;
        this.passwords = passwords;
        this.journal = journal;
        this.listener = listener;
    }

    /** This member's name. */
    String self() {
        return self;
    }

    ServerBootstrap serverBootstrap() {
        return transport.server().childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                PeerFrames frames = new PeerFrames(PeerCodec.UNKNOWN_PEER_FRAME_BYTES);
                Accepted accepted = new Accepted(frames);
                framing(channel.pipeline(), frames).addLast(accepted);
                channel.eventLoop()
                        .schedule(() -> accepted.introducedOrClosed(channel), INTRODUCTION_MILLIS, MILLISECONDS);
            }
        });
    }

    void connect(long link, LeaderAddress leader) {
        dialing.add(link);
        dial(leader, PeerCodec.LEADER_FRAME_BYTES, new Link(link)).addListener((ChannelFutureListener) done -> {
            if (!dialing.remove(link)) {
                done.channel().close(); // given up meanwhile: nobody would ever close it
                return;
            }
            if (!done.isSuccess()) {
                journal.warn("cannot reach leader " + leader.name() + " at " + leader.host() + ":" + leader.port()
                        + ": " + done.cause());
                listener.disconnected(link);
                return;
            }
            channels.put(link, done.channel());
            authenticate(done.channel());
            listener.connected(link);
        });
    }

    /**
     * A connection to a leader's replication port, with a handler of one's own behind the framing.
     *
     * @param frameBytes the greatest frame the leader may send on it
     */
    ChannelFuture dial(LeaderAddress leader, int frameBytes, ChannelHandler handler) {
        Bootstrap bootstrap = transport
                .client()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        framing(channel.pipeline(), new PeerFrames(frameBytes)).addLast(handler);
                    }
                });
        return bootstrap.connect(leader.host(), leader.port());
    }

    void authenticate(Channel channel) {
        ByteBuf frame = channel.alloc().buffer();
        frame.writeByte(PeerCodec.AUTHENTICATE).writeBytes(passwords.toSay());
        channel.writeAndFlush(frame, channel.voidPromise());
    }

    private static ChannelPipeline framing(ChannelPipeline pipeline, PeerFrames frames) {
        return pipeline.addLast(frames).addLast(new LengthFieldPrepender(4));
    }

    void send(long link, PeerMessage message) {
        Channel channel = channels.get(link);
        if (channel != null) {
            ByteBuf frame = channel.alloc().buffer();
            PeerCodec.write(message, frame);
            channel.writeAndFlush(frame, channel.voidPromise());
        }
    }

    /**
     * Sends a message that was published to every follower that delivers such. It isn't kept: one whose link breaks, or is so far behind
     * that megabytes wait for it, misses it. To be flushed.
     *
     * @param after offset of the log that was committed before
     */
    void relay(Message message, long after) {
        for (Channel channel : relays) {
            if (channel.bytesBeforeWritable() < MOST_UNSENT_BYTES
                    && RelayedMessage.frameBytes(message) <= PeerCodec.LEADER_FRAME_BYTES) {
                ByteBuf frame = channel.alloc().buffer(RelayedMessage.frameBytes(message));
                RelayedMessage.write(message, after, frame);
                channel.write(frame, channel.voidPromise());
                relayed = true;
            }
        }
    }

    void flushRelayed() {
        if (relayed) {
            relayed = false;
            relays.forEach(Channel::flush);
        }
    }

    /** Whether the connection takes more without piling it up in memory. */
    boolean isWritable(long link) {
        Channel channel = channels.get(link);
        return channel == null || channel.isWritable();
    }

    void disconnect(long link) {
        dialing.remove(link);
        Channel channel = channels.remove(link);
        if (channel != null) {
            relays.remove(channel);
            channel.close();
        }
    }

    private void received(ChannelHandlerContext context, long link, ByteBuf frame) {
        PeerMessage message;
        try {
            if (RelayedMessage.isNext(frame)) {
                RelayedMessage relayed = RelayedMessage.read(frame);
                listener.relayed(relayed.message(), relayed.after());
                return;
            }
            message = PeerCodec.read(frame);
            if (message instanceof PeerMessage.Hello hello && RelayedMessage.isUnderstoodBy(hello)) {
                relays.add(context.channel());
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            journal.warn("unreadable replication frame from "
                    + context.channel().remoteAddress() + ": " + unreadable.getMessage());
            context.close();
            return;
        }
        listener.received(link, message);
    }

    /** A link of the core. */
    private final class Link extends SimpleChannelInboundHandler<ByteBuf> {
        private final long link;
        private boolean heard;

        Link(long link) {
            this.link = link;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            heard = true;
            if (channels.get(link) == context.channel()) {
                received(context, link, frame);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            PeerFrames frames = context.pipeline().get(PeerFrames.class);
            if (frames.grew() && channels.get(link) == context.channel()) {
                listener.receiving(link);
            }
            context.fireChannelReadComplete();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            relays.remove(context.channel());
            // One the core closed itself is no news to it.
            if (channels.remove(link, context.channel())) {
                if (!heard) {
                    passwords.sayTheOther();
                }
                listener.disconnected(link);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                journal.error(
                        "replication link " + link + " to " + context.channel().remoteAddress(), cause);
            }
            context.close();
        }
    }

    /** A connection somebody opened to this member: it must know the password before anything is read from it. */
    private final class Accepted extends SimpleChannelInboundHandler<ByteBuf> {
        private final PeerFrames frames;
        private boolean authenticated;
        private boolean introduced;

        Accepted(PeerFrames frames) {
            this.frames = frames;
        }

        /** Whoever connects says at once who it is and what it wants; one that doesn't only takes up room. */
        void introducedOrClosed(Channel channel) {
            if (!introduced && channel.isActive()) {
                journal.warn("closed a replication connection from " + channel.remoteAddress() + ": no word "
                        + (authenticated ? "of what it wants" : "of the password") + " for " + INTRODUCTION_MILLIS
                        + " ms");
                channel.close();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            Channel channel = context.channel();
            byte type = frame.getByte(frame.readerIndex());
            if (!authenticated) {
                byte[] said = new byte[Math.min(frame.readableBytes() - 1, 1024)];
                frame.getBytes(frame.readerIndex() + 1, said);
                authenticated = type == PeerCodec.AUTHENTICATE
                        // Members of a database without a password say none.
                        && (passwords.required() ? passwords.accepts(said) : said.length == 0);
                if (!authenticated) {
                    journal.warn(
                            "refused a replication connection from " + channel.remoteAddress() + ": wrong password");
                    context.close();
                } else {
                    frames.limit(PeerCodec.FOLLOWER_FRAME_BYTES);
                }
                return;
            }
            introduced = true;
            if (type == PeerCodec.SEED_REQUEST) {
                frame.skipBytes(1);
                SeedRequest request = SeedRequest.read(frame);
                context.pipeline().remove(this);
                listener.seedRequested(channel, request);
            } else {
                long link = nextAccepted++;
                if (link >= ReplicationCore.FIRST_OWN_LINK) {
                    throw new IllegalStateException("too many links");
                }
                channels.put(link, channel);
                Link handler = new Link(link);
                context.pipeline().replace(this, "link", handler);
                received(context, link, frame);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                journal.warn("closed a replication connection from "
                        + context.channel().remoteAddress() + ": " + cause.getMessage());
            }
            context.close();
        }
    }
}
