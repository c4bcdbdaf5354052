/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.transport.netty;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportThreads;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * One attempt to connect: finds the addresses, lets them race, speaks TLS, and then the
 * opening handshake, each on the event loop. It has no deadline of its own: whoever waits
 * for it abandons it in time.
 */
final class NettyTransportAttempt
		implements TransportAttempt, HostResolver.Callback, AddressRace.Callback, UpgradeHandler.Callback {

	private static final int MAX_HEADER_SIZE = 64 * 1024;

	private final HandshakeRequest request;

	private final TransportListener listener;

	private final EventLoops eventLoops;

	private final HostResolver resolver;

	private final TransportThreads threads;

	private final Endpoint endpoint;

	private final AtomicBoolean told = new AtomicBoolean();

	private volatile boolean abandoned;

	private volatile @Nullable EventLoop eventLoop;

	/** The context for TLS, or {@code null} if there is none. */
	private volatile @Nullable SSLContext sslContext;

	/** Gives the lookup of the host up. */
	private volatile @Nullable Runnable lookup;

	/** The way to the present phase. Used on the event loop only, as all below. */
	private @Nullable AddressRace race;

	private @Nullable Channel channel;

	private @Nullable WebSocketConnection connection;

	NettyTransportAttempt(HandshakeRequest request, TransportListener listener, EventLoops eventLoops,
			HostResolver resolver, TransportThreads threads) {
		this.request = request;
		this.listener = listener;
		this.eventLoops = eventLoops;
		this.resolver = resolver;
		this.threads = threads;
		this.endpoint = Endpoint.of(request.url());
	}

	@Override
	public void connect() {
		try {
			EventLoop eventLoop = this.eventLoops.next();
			this.eventLoop = eventLoop;
			if (this.abandoned) {
				end(TransportEnd.closedByClient());
				return;
			}
			SSLContext sslContext = this.request.sslContext();
			if (this.endpoint.secure() && sslContext == null) {
				// Reads files, the first time
				sslContext = SSLContext.getDefault();
			}
			this.sslContext = sslContext;
			this.lookup = this.resolver.resolve(this.endpoint.host(), eventLoop, this);
			if (this.abandoned) {
				this.lookup.run();
			}
		}
		catch (Throwable ex) {
			end(ConnectFailureTranslator.translate(ex));
		}
	}

	@Override
	public void resolved(List<InetAddress> addresses) {
		execute(() -> {
			if (!this.told.get()) {
				race(addresses);
			}
		});
	}

	private void race(List<InetAddress> addresses) {
		EventLoop eventLoop = this.eventLoop;
		if (eventLoop == null) {
			return;
		}
		Bootstrap bootstrap = new Bootstrap().group(eventLoop)
			.channel(NioSocketChannel.class)
			.disableResolver()
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
			// A write that fails must not take what is still to be read with it
			.option(ChannelOption.AUTO_CLOSE, false)
			.handler(new NoHandlers());
		AddressRace race = new AddressRace(bootstrap, eventLoop, addresses, this.endpoint.port(), this);
		this.race = race;
		race.start();
	}

	@Override
	public void failed(Throwable failure) {
		execute(() -> end(ConnectFailureTranslator.translate(failure)));
	}

	private void execute(Runnable task) {
		EventLoop eventLoop = this.eventLoop;
		if (eventLoop == null || eventLoop.inEventLoop()) {
			task.run();
			return;
		}
		try {
			eventLoop.execute(task);
		}
		catch (Throwable ex) {
			end(ConnectFailureTranslator.translate(ex));
		}
	}

	@Override
	public void connected(Channel channel) {
		this.channel = channel;
		this.race = null;
		try {
			ChannelPipeline pipeline = channel.pipeline();
			SSLContext sslContext = this.sslContext;
			if (this.endpoint.secure() && sslContext != null) {
				pipeline.addLast(TlsHandlers.create(sslContext, this.endpoint, this.threads.io()));
			}
			pipeline
				.addLast(new HttpClientCodec(new HttpDecoderConfig().setMaxHeaderSize(MAX_HEADER_SIZE), false, false));
			pipeline.addLast(
					new UpgradeHandler(new UpgradeRequest(this.request, this.endpoint), this.endpoint.secure(), this));
		}
		catch (Throwable ex) {
			failed(ConnectFailureTranslator.translate(ex));
		}
	}

	@Override
	public void failed(TransportEnd end) {
		if (this.channel != null) {
			this.channel.close();
		}
		end(end);
	}

	@Override
	public void upgraded(ChannelHandlerContext context, UpgradeResponse response) {
		if (!this.told.compareAndSet(false, true)) {
			context.close();
			return;
		}
		Channel channel = context.channel();
		WebSocketConnection connection = new WebSocketConnection(channel, this.request, this.listener,
				response.deflate());
		this.connection = connection;
		ChannelPipeline pipeline = context.pipeline();
		pipeline.replace(context.handler(), null, connection);
		// What is told of the open may write at once
		pipeline.get(HttpClientCodec.class).removeOutboundHandler();
		connection.open(new NettyTransportSession(connection, this.request, response.handshake()));
		// What has been read behind the answer goes to the connection
		pipeline.remove(HttpClientCodec.class);
	}

	@Override
	public void abandon() {
		this.abandoned = true;
		EventLoop eventLoop = this.eventLoop;
		if (eventLoop == null) {
			return;
		}
		try {
			// The caller may hold a lock, and is not to be called back
			eventLoop.execute(this::abandonNow);
		}
		catch (Throwable ex) {
			// The event loop has ended, and whatever was on it
		}
	}

	private void abandonNow() {
		if (this.connection != null) {
			this.connection.abort(CloseStatus.GOING_AWAY);
			return;
		}
		if (this.lookup != null) {
			this.lookup.run();
		}
		if (this.race != null) {
			this.race.cancel();
		}
		failed(TransportEnd.closedByClient());
	}

	private void end(TransportEnd end) {
		if (this.told.compareAndSet(false, true)) {
			tell(end);
		}
	}

	private void tell(TransportEnd end) {
		try {
			this.listener.ended(end);
		}
		catch (Throwable ex) {
			// Nobody is left to be told
		}
	}

	/**
	 * Gives channels no handler: most of those that race need none.
	 */
	private static final class NoHandlers extends ChannelInitializer<Channel> {

		@Override
		protected void initChannel(Channel channel) {
		}

	}

}
