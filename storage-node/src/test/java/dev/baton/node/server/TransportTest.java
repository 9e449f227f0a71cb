package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TransportTest {
    @Test
    void aSilentPeerIsAskedAfterAsLongAsTheSettingSays() throws Exception {
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        try (Transport transport = new Transport()) {
            Channel server = transport
                    .server()
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            accepted.add(channel);
                        }
                    })
                    .bind("127.0.0.1", 0)
                    .sync()
                    .channel();
            try (Socket socket = new Socket("127.0.0.1", ((InetSocketAddress) server.localAddress()).getPort())) {
                Channel channel = accepted.poll(10, TimeUnit.SECONDS);
                assertThat(channel).isNotNull();
                Assumptions.assumeTrue(channel instanceof EpollSocketChannel);
                for (Map.Entry<Long, Integer> seconds :
                        Map.of(300L, 300, 1_000_000L, 32_767, 1L, 1).entrySet()) {
                    Transport.keepAlive(channel, seconds.getKey());
                    assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE))
                            .isTrue();
                    assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE))
                            .isEqualTo(seconds.getValue());
                }
                Transport.keepAlive(channel, 0);
                assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE))
                        .isFalse();
                assertThat(socket.isConnected()).isTrue();
            }
        }
    }
}
