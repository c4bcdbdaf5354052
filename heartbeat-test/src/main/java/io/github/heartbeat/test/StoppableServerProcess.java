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

package io.github.heartbeat.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A {@link HeartbeatTestServer} with the {@link SeedScript} in a JVM of its own, which
 * can be stopped with SIGSTOP: the kernel still acknowledges what clients send, and
 * nobody answers. Needs a {@code kill} command. Not for concurrent use.
 */
public final class StoppableServerProcess implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration STATE_PAUSE = Duration.ofMillis(2);

	private final Process process;

	private final Thread shutdownHook;

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private StoppableServerProcess(Process process) {
		this.process = process;
		this.shutdownHook = new Thread(process::destroyForcibly, "stoppable-server-hook");
		Runtime.getRuntime().addShutdownHook(this.shutdownHook);
		Thread reader = new Thread(this::readOutput, "stoppable-server-output");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Start the process and wait until its server listens.
	 * @return the running process
	 * @throws UncheckedIOException if the process cannot be started
	 * @throws IllegalStateException if it does not come up within 30 seconds
	 */
	public static StoppableServerProcess start() {
		try {
			Path java = Path.of(System.getProperty("java.home"), "bin", "java");
			// The fixture needs only itself: the class path may be a booter's jar, and
			// temporary
			Path classes = Path
				.of(StoppableServerProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			Process process = new ProcessBuilder(java.toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp",
					classes.toString(), SeedServerMain.class.getName())
				.redirectErrorStream(true)
				.start();
			StoppableServerProcess server = new StoppableServerProcess(process);
			server.awaitPort();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void readOutput() {
		StringBuilder output = new StringBuilder();
		try (BufferedReader reader = this.process.inputReader()) {
			String line = reader.readLine();
			// To the end, so that the process never blocks on a full pipe
			while (line != null) {
				if (line.startsWith(SeedServerMain.PORT_PREFIX)) {
					this.port.complete(Integer.valueOf(line.substring(SeedServerMain.PORT_PREFIX.length())));
				}
				output.append(line).append('\n');
				line = reader.readLine();
			}
		}
		catch (IOException ex) {
			output.append(ex);
		}
		this.port.completeExceptionally(new IllegalStateException("The server process ended: " + output));
	}

	private void awaitPort() {
		try {
			this.port.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			close();
			throw new IllegalStateException("The server process did not come up", ex);
		}
		catch (InterruptedException ex) {
			close();
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the server process started", ex);
		}
	}

	/**
	 * Return the port on 127.0.0.1 the server listens on.
	 * @return the port
	 */
	public int port() {
		return this.port.join();
	}

	/**
	 * Return an address at the server.
	 * @param path the path, with a leading slash, and the query if any
	 * @return the {@code ws://} URL
	 */
	public String url(String path) {
		return "ws://127.0.0.1:" + port() + path;
	}

	/**
	 * Return the id of the process.
	 * @return the process id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Return whether the process exists, suspended or not.
	 * @return whether the process is alive
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Suspend the process with SIGSTOP and wait until it stands.
	 * @throws IllegalStateException if the signal cannot be sent or has no effect
	 */
	public void suspend() {
		signal("STOP");
		awaitSuspended();
	}

	/**
	 * Resume the process with SIGCONT.
	 * @throws IllegalStateException if the signal cannot be sent
	 */
	public void resume() {
		signal("CONT");
	}

	/**
	 * Kill the process with SIGKILL, suspended or not, and wait for its end. The kernel
	 * closes its connections.
	 * @throws IllegalStateException if the process has not ended after 10 seconds
	 */
	public void kill() {
		this.process.destroyForcibly();
		try {
			if (!this.process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IllegalStateException("The server process " + pid() + " does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * End the process, in whatever state it is. Does nothing if it has ended.
	 * @throws IllegalStateException if the process has not ended after 10 seconds
	 */
	@Override
	public void close() {
		kill();
		try {
			Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
		}
		catch (IllegalStateException ex) {
			// This JVM is shutting down, and the hook does no harm
		}
	}

	private void signal(String signal) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid())).inheritIO().start();
			if (!kill.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
				throw new IllegalStateException("Unable to send SIG" + signal + " to process " + pid());
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("Unable to run kill", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while sending SIG" + signal, ex);
		}
	}

	private void awaitSuspended() {
		Path tasks = Path.of("/proc", String.valueOf(pid()), "task");
		long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
		// Each thread stops by itself. Without /proc nobody can tell when
		while (Files.isDirectory(tasks) && !isSuspended(tasks)) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("Process " + pid() + " does not stop");
			}
			LockSupport.parkNanos(STATE_PAUSE.toNanos());
		}
	}

	private static boolean isSuspended(Path tasks) {
		try (Stream<Path> threads = Files.list(tasks)) {
			for (Path thread : threads.toList()) {
				String stat = Files.readString(thread.resolve("stat"));
				// The state follows the name, which is in parentheses
				if (!List.of('T', 't').contains(stat.charAt(stat.lastIndexOf(')') + 2))) {
					return false;
				}
			}
			return true;
		}
		catch (IOException ex) {
			// A thread ended while its state was read
			return false;
		}
	}

}
