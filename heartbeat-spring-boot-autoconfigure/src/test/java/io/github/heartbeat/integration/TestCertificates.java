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

package io.github.heartbeat.integration;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

/**
 * A private certificate authority and what it has signed, made by the JDK's keytool so
 * that nothing in the repository expires.
 */
public final class TestCertificates {

	private static final String PASSWORD = "password";

	private final Path file;

	private TestCertificates(Path file) {
		this.file = file;
	}

	/**
	 * Make a new authority.
	 * @param directory where to keep it
	 * @param name its name
	 * @return the authority
	 */
	public static TestCertificates authority(Path directory, String name) throws Exception {
		TestCertificates certificates = new TestCertificates(directory.resolve(name + ".p12"));
		certificates.keytool("ca", "CN=" + name, "-ext", "bc:critical=ca:true");
		return certificates;
	}

	/**
	 * Make a key and have its certificate signed.
	 * @param alias the name to find it by
	 * @param extension the extension of the certificate, for instance a host name
	 * @return these certificates
	 */
	public TestCertificates sign(String alias, String extension) throws Exception {
		keytool(alias, "CN=" + alias, "-signer", "ca", "-ext", extension);
		return this;
	}

	private void keytool(String alias, String name, String... options) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
						"-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", name,
						"-keystore", this.file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
		command.addAll(List.of(options));
		Path output = this.file.resolveSibling(alias + "-keytool.log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		assertThat(process.waitFor(TestEngine.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		assertThat(process.exitValue()).as(() -> command + ": " + contentOf(output.toFile())).isZero();
	}

	/**
	 * Return the context of one side.
	 * @param alias the key to show, or {@code null} for none
	 * @param trusted whose signatures to trust
	 * @return the context, made by Boot as that of a bundle is
	 */
	public SSLContext context(@Nullable String alias, TestCertificates trusted) throws Exception {
		KeyStore trust = empty();
		trust.setCertificateEntry("ca", trusted.load().getCertificate("ca"));
		KeyStore key = null;
		if (alias != null) {
			KeyStore all = load();
			key = empty();
			key.setKeyEntry(alias, all.getKey(alias, PASSWORD.toCharArray()), PASSWORD.toCharArray(),
					all.getCertificateChain(alias));
		}
		return SslBundle.of(SslStoreBundle.of(key, PASSWORD, trust)).createSslContext();
	}

	private KeyStore load() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(this.file)) {
			store.load(in, PASSWORD.toCharArray());
		}
		return store;
	}

	private static KeyStore empty() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

}
