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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.Future;

/**
 * {@link HostResolver} that asks the name servers of the operating system, after its
 * table of hosts, on the event loop of the attempt: a name server that hangs holds no
 * thread. It has no cache, so that an address that has moved is found at the next
 * attempt.
 */
final class DnsHostResolver implements HostResolver {

	private final Map<EventLoop, DnsNameResolver> resolvers = new ConcurrentHashMap<>();

	@Override
	public Runnable resolve(String host, EventLoop eventLoop, Callback callback) {
		DnsNameResolver resolver = this.resolvers.computeIfAbsent(eventLoop, DnsHostResolver::create);
		Future<List<InetAddress>> lookup = resolver.resolveAll(host);
		lookup.addListener((Future<List<InetAddress>> future) -> {
			if (future.isSuccess()) {
				callback.resolved(future.getNow());
			}
			else {
				callback.failed(future.cause());
			}
		});
		return () -> lookup.cancel(false);
	}

	private static DnsNameResolver create(EventLoop eventLoop) {
		return new DnsNameResolverBuilder(eventLoop).datagramChannelType(NioDatagramChannel.class)
			.socketChannelType(NioSocketChannel.class)
			.resolveCache(NoopDnsCache.INSTANCE)
			.cnameCache(NoopDnsCnameCache.INSTANCE)
			.authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
			.build();
	}

	@Override
	public void close() {
		this.resolvers.values().forEach(DnsNameResolver::close);
		this.resolvers.clear();
	}

}
