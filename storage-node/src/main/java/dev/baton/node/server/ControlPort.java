package dev.baton.node.server;

import dev.baton.node.resp.ProtocolException;
import dev.baton.node.resp.ReplyWriter;
import dev.baton.node.resp.RequestDecoder;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatusCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The operator's port: {@code AUTH password}, then {@code BATON <verb> <argument>…}, each answered by the member's whole status. */
final class ControlPort extends SimpleChannelInboundHandler<ByteBuf> {
    /** Waits for the answer of a control command. */
    interface Asker {
        void answer(MemberStatus status);

        void refuse(String code, String message);
    }

    private static final int MOST_UNREAD = 1 << 20;

    private final Member member;
    private final Passwords passwords;
    private final RequestDecoder decoder = new RequestDecoder();
    private boolean authenticated;
    private @Nullable ByteBuf unread;

    ControlPort(Member member, Passwords passwords) {
        this.member = member;
        this.passwords = passwords;
        this.authenticated = !passwords.required();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
        ByteBuf all = unread == null ? context.alloc().buffer(in.readableBytes()) : unread;
        unread = all;
        all.writeBytes(in);
        if (all.readableBytes() > MOST_UNREAD) {
            context.close();
            return;
        }
        try {
            for (byte[][] request = decoder.decode(all); request != null; request = decoder.decode(all)) {
                run(context.channel(), request);
            }
        } catch (ProtocolException malformed) {
            reply(context.channel(), out -> out.error("ERR Protocol error: " + malformed.getMessage()));
            context.close();
            return;
        }
        all.discardSomeReadBytes();
    }

    private void run(Channel channel, byte[][] request) {
        List<String> words = new ArrayList<>(request.length);
        for (byte[] word : request) {
            words.add(new String(word, StandardCharsets.UTF_8));
        }
        switch (words.getFirst().toUpperCase(Locale.ROOT)) {
            case "AUTH" -> {
                if (request.length != 2 && request.length != 3) {
                    reply(channel, out -> out.error("ERR AUTH takes a password, perhaps behind a user's name"));
                } else if (passwords.accepts(request[request.length - 1])) {
                    authenticated = true;
                    reply(channel, ReplyWriter::ok);
                } else {
                    authenticated = false;
                    reply(channel, out -> out.error("WRONGPASS the control password is wrong"));
                }
            }
            case "PING" -> {
                if (!authenticated) {
                    reply(channel, ControlPort::refuseStranger);
                } else {
                    reply(channel, out -> out.simple("PONG"));
                }
            }
            case "BATON" -> {
                if (!authenticated) {
                    reply(channel, ControlPort::refuseStranger);
                } else {
                    baton(channel, words.subList(1, words.size()));
                }
            }
            default -> reply(channel, out -> out.error("ERR this is the control port: AUTH, PING and BATON only"));
        }
    }

    private static void refuseStranger(ReplyWriter out) {
        out.error("NOAUTH the control port needs AUTH first");
    }

    private void baton(Channel channel, List<String> words) {
        ControlCommand command;
        try {
            command = ControlCommand.decode(words);
        } catch (IllegalArgumentException bad) {
            reply(channel, out -> out.error("ERR " + bad.getMessage()));
            return;
        }
        member.control(command, new Asker() {
            @Override
            public void answer(MemberStatus status) {
                List<String> fields = MemberStatusCodec.encode(status);
                reply(channel, out -> {
                    out.array(fields.size());
                    fields.forEach(out::text);
                });
            }

            @Override
            public void refuse(String code, String message) {
                reply(channel, out -> out.error(code + " " + message));
            }
        });
    }

    private static void reply(Channel channel, java.util.function.Consumer<ReplyWriter> writing) {
        ByteBuf bytes = channel.alloc().buffer();
        writing.accept(new ReplyWriter(bytes, false));
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
