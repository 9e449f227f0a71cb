package dev.baton.node.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The one event loop of a node and the sockets on it: epoll where the kernel has it. */
final class Transport implements AutoCloseable {
    private static final int MOST_KEEPALIVE_SECONDS = 32_767;
    private static final int KEEPALIVE_PROBES = 3;

    private final MultiThreadIoEventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final Class<? extends SocketChannel> clientChannel;

    Transport() {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("loop"), handlers);
        serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        clientChannel = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    EventLoop loop() {
        return (EventLoop) group.next();
    }

    ServerBootstrap server() {
        return new ServerBootstrap()
                .group(group)
                .channel(serverChannel)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true);
    }

    /**
     * Has the kernel ask a silent peer whether it is there, and close the connection when it isn't.
     *
     * @param seconds of silence before the first of three questions, as far as the kernel counts; 0: never
     */
    static void keepAlive(Channel channel, long seconds) {
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, seconds > 0);
        if (seconds > 0 && channel instanceof EpollSocketChannel) {
            int idle = (int) Math.min(seconds, MOST_KEEPALIVE_SECONDS);
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, idle);
            channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, Math.max(1, idle / KEEPALIVE_PROBES));
            channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
        }
    }

    Bootstrap client() {
        return new Bootstrap().group(group).channel(clientChannel).option(ChannelOption.TCP_NODELAY, true);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
