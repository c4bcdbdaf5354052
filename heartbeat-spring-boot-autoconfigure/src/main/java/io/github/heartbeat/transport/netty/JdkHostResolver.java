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
import java.util.Arrays;

import io.netty.channel.EventLoop;

/**
 * {@link HostResolver} that asks the JDK, and with it the operating system. The calling
 * thread waits.
 */
final class JdkHostResolver implements HostResolver {

	private static final Runnable NOTHING_TO_GIVE_UP = () -> {
	};

	@Override
	public Runnable resolve(String host, EventLoop eventLoop, Callback callback) {
		InetAddress[] addresses;
		try {
			addresses = InetAddress.getAllByName(host);
		}
		catch (Throwable ex) {
			callback.failed(ex);
			return NOTHING_TO_GIVE_UP;
		}
		callback.resolved(Arrays.asList(addresses));
		return NOTHING_TO_GIVE_UP;
	}

}
