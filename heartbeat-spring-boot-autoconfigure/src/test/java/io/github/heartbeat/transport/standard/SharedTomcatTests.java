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

package io.github.heartbeat.transport.standard;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications in one server, which share Tomcat's classes and nothing else.
 */
@Timeout(120)
class SharedTomcatTests {

	/**
	 * Tomcat's pooled threads end 60 s after their last use. Before JDK 24 they remember
	 * what was on the stack when they were made.
	 */
	private static final Duration COLLECTABLE = Duration.ofSeconds(90);

	private static final String CLOSED = "CLOSED_BY_SERVER 4000";

	private HeartbeatTestServer server;

	@BeforeEach
	void start() {
		this.server = HeartbeatTestServer.start().onConnect((connection) -> connection.sendClose(4000, "next, please"));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenTomcatIsSharedThenEachApplicationConnectsAgainAndAgain() throws Exception {
		try (WebApplicationLoader first = new WebApplicationLoader();
				WebApplicationLoader second = new WebApplicationLoader()) {
			UnaryOperator<String> one = first.start();
			UnaryOperator<String> two = second.start();
			assertThat(one.apply(this.server.url())).isEqualTo(CLOSED);
			assertThat(two.apply(this.server.url())).isEqualTo(CLOSED);
			assertThat(one.apply(this.server.url())).isEqualTo(CLOSED);
			assertThat(two.apply(this.server.url())).isEqualTo(CLOSED);
			stop(two);
			assertThat(one.apply(this.server.url())).isEqualTo(CLOSED);
			stop(one);
		}
	}

	@Test
	void whenApplicationIsUndeployedThenItsClassesAreGone() throws Exception {
		try (WebApplicationLoader staying = new WebApplicationLoader()) {
			UnaryOperator<String> one = staying.start();
			assertThat(one.apply(this.server.url())).isEqualTo(CLOSED);
			WeakReference<ClassLoader> undeployed = deployAndUndeploy();
			await().atMost(COLLECTABLE).until(() -> {
				System.gc();
				return undeployed.get() == null;
			});
			stop(one);
		}
	}

	private WeakReference<ClassLoader> deployAndUndeploy() throws Exception {
		try (WebApplicationLoader loader = new WebApplicationLoader()) {
			UnaryOperator<String> application = loader.start();
			assertThat(application.apply(this.server.url())).isEqualTo(CLOSED);
			stop(application);
			return new WeakReference<>(loader);
		}
	}

	private static void stop(UnaryOperator<String> application) throws Exception {
		((AutoCloseable) application).close();
	}

	/**
	 * Loads this project and Spring anew, and takes all else from the server.
	 */
	private static final class WebApplicationLoader extends URLClassLoader {

		WebApplicationLoader() throws IOException {
			super(classPath(), WebApplicationLoader.class.getClassLoader());
		}

		private static URL[] classPath() throws MalformedURLException {
			List<URL> urls = new ArrayList<>();
			for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
				urls.add(new File(entry).toURI().toURL());
			}
			return urls.toArray(URL[]::new);
		}

		@SuppressWarnings("unchecked")
		UnaryOperator<String> start() throws ReflectiveOperationException {
			Class<?> type = loadClass(WebApplication.class.getName());
			assertThat(type.getClassLoader()).isSameAs(this);
			return (UnaryOperator<String>) type.getConstructor().newInstance();
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("io.github.heartbeat.") && !name.startsWith("org.springframework.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : findClass(name);
			}
		}

	}

}
