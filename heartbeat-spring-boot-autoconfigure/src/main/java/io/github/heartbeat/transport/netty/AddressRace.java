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

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Race of the addresses of a host (RFC 8305): the first is tried, and while it does not
 * answer the next, and so on. The first that accepts the connection has won, and the
 * others are dropped. Used on the event loop only.
 */
final class AddressRace {

	/** How long an address is ahead of the next ("Connection Attempt Delay"). */
	static final Duration HEAD_START = Duration.ofMillis(250);

	private final Bootstrap bootstrap;

	private final EventLoop eventLoop;

	private final Deque<InetSocketAddress> addresses;

	private final Callback callback;

	/** Channels that are being connected. */
	private final List<Channel> channels = new ArrayList<>(2);

	/** Why the preferred address could not be connected to. */
	private @Nullable Throwable failure;

	private @Nullable Future<?> next;

	private boolean over;

	/**
	 * Create a new race.
	 * @param bootstrap makes the channels, on the event loop
	 * @param eventLoop the event loop
	 * @param addresses the addresses of the host, at least one
	 * @param port the port
	 * @param callback told of the winner
	 */
	AddressRace(Bootstrap bootstrap, EventLoop eventLoop, List<InetAddress> addresses, int port, Callback callback) {
		this.bootstrap = bootstrap;
		this.eventLoop = eventLoop;
		this.addresses = new ArrayDeque<>();
		interleave(addresses).forEach((address) -> this.addresses.add(new InetSocketAddress(address, port)));
		this.callback = callback;
	}

	/**
	 * Return the addresses with those of the two families taking turns (section 4).
	 * @param addresses the addresses, the preferred one first
	 * @return the same addresses, in the order in which to try them
	 */
	static List<InetAddress> interleave(List<InetAddress> addresses) {
		boolean firstIsV4 = addresses.get(0) instanceof Inet4Address;
		Deque<InetAddress> preferred = new ArrayDeque<>();
		Deque<InetAddress> others = new ArrayDeque<>();
		for (InetAddress address : addresses) {
			((address instanceof Inet4Address == firstIsV4) ? preferred : others).add(address);
		}
		List<InetAddress> interleaved = new ArrayList<>(addresses.size());
		while (!preferred.isEmpty() || !others.isEmpty()) {
			if (!preferred.isEmpty()) {
				interleaved.add(preferred.remove());
			}
			if (!others.isEmpty()) {
				interleaved.add(others.remove());
			}
		}
		return interleaved;
	}

	/**
	 * Begin with the first address.
	 */
	void start() {
		InetSocketAddress address = this.addresses.poll();
		if (address == null || this.over) {
			return;
		}
		cancelNext();
		if (!this.addresses.isEmpty()) {
			this.next = this.eventLoop.schedule(this::start, HEAD_START.toNanos(), TimeUnit.NANOSECONDS);
		}
		ChannelFuture connect = this.bootstrap.connect(address);
		this.channels.add(connect.channel());
		connect.addListener((ChannelFuture future) -> connected(future.channel(), future.cause()));
	}

	private void cancelNext() {
		if (this.next != null) {
			this.next.cancel(false);
			this.next = null;
		}
	}

	private void connected(Channel channel, @Nullable Throwable failure) {
		this.channels.remove(channel);
		if (this.over) {
			channel.close();
		}
		else if (failure == null) {
			cancel();
			this.callback.connected(channel);
		}
		else {
			failed(failure);
		}
	}

	private void failed(Throwable failure) {
		if (this.failure == null) {
			this.failure = failure;
		}
		if (!this.addresses.isEmpty()) {
			start();
		}
		else if (this.channels.isEmpty()) {
			this.over = true;
			this.callback.failed(this.failure);
		}
	}

	/**
	 * End the race. What is being connected is dropped, and nothing is told.
	 */
	void cancel() {
		this.over = true;
		cancelNext();
		this.addresses.clear();
		List.copyOf(this.channels).forEach(Channel::close);
	}

	/**
	 * Callback interface for the outcome of the race.
	 */
	interface Callback {

		/**
		 * An address has accepted.
		 * @param channel the channel, on which nothing has been read yet
		 */
		void connected(Channel channel);

		/**
		 * No address has accepted.
		 * @param failure the failure of the one that was tried first
		 */
		void failed(Throwable failure);

	}

}
