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

import org.springframework.util.ClassUtils;

/**
 * Choice of a {@link HostResolver}.
 */
final class HostResolvers {

	private static final boolean DNS_PRESENT = ClassUtils.isPresent("io.netty.resolver.dns.DnsNameResolver",
			HostResolvers.class.getClassLoader());

	private HostResolvers() {
	}

	/**
	 * Create the one that waits without a thread where {@code netty-resolver-dns} is on
	 * the class path, and otherwise the one of the JDK.
	 * @return the resolver
	 */
	static HostResolver create() {
		return DNS_PRESENT ? new DnsHostResolver() : new JdkHostResolver();
	}

}
