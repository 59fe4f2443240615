# Certificates: one of RSA with many extensions, and one of an elliptic curve that is long over.
control 'rsa' do
  describe x509_certificate('/srv/t/rsa.pem') do
    it { should be_certificate }
    it { should be_valid }
    it { should_not be_valid }
    it { should have_purpose('SSL client CA : Yes') }
    %w[version fingerprint serial subject_dn issuer_dn subject.C subject.OU subject.CN issuer.O email key_length keylength
       signature_algorithm not_before not_after extensions.keyUsage extensions.extendedKeyUsage
       extensions.basicConstraints extensions.subjectKeyIdentifier extensions.authorityKeyIdentifier
       extensions.subjectAltName extensions.nsComment extensions.policyConstraints subject_alt_names
       subject.emailAddress subject.nothing].each do |name|
      its(name) { should eq 'x' }
    end
    its('validity_in_days') { should be > 30 }
    its('extensions.keyUsage') { should include 'CRL Sign' }
    its('extensions.subjectKeyIdentifier') { should cmp 'A5:16' }
    its('key_length') { should be >= 2048 }
  end
end
control 'ec' do
  describe x509_certificate(filepath: '/srv/t/ec.pem') do
    it { should be_valid }
    it { should be_certificate }
    its('validity_in_days') { should be < 0 }
    its('signature_algorithm') { should eq 'x' }
    its('serial') { should eq 'x' }
    its('subject_dn') { should eq 'x' }
    its('extensions.basicConstraints') { should eq 'x' }
    its('extensions.keyUsage') { should be_empty }
    its('fingerprint') { should eq 'x' }
  end
  describe x509_certificate('/srv/t/absent.pem') do
    it { should be_valid }
  end
  describe x509_certificate('/srv/t/empty.pem') do
    it { should be_valid }
  end
end
control 'content' do
  describe x509_certificate(content: file('/srv/t/ec.pem').content) do
    it { should be_certificate }
    its('not_after') { should eq 'x' }
  end
end
control 'broken' do
  describe x509_certificate('/srv/t/broken.pem') do
    it { should be_certificate }
  end
end
