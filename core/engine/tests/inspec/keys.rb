# RSA keys in each of their forms, and cqlsh.
control 'key_rsa' do
  %w[pkcs8 pkcs1 public broken empty absent].each do |name|
    describe key_rsa("/srv/t/#{name}.pem") do
      it { should be_private }
      it { should be_public }
      its('key_length') { should eq 4096 }
      its('public_key') { should match(/BEGIN PUBLIC KEY/) }
      its('public_key') { should eq 'x' }
      its('private_key') { should eq 'x' }
    end
  end
end
control 'cassandradb_session' do
  describe cassandradb_session(user: 'u', password: 'p', host: 'db', port: 9042).query('SELECT "x" FROM t') do
    its('output') { should match(/Test Cluster/) }
    its('output') { should eq 'x' }
    its('exit_status') { should eq 1 }
  end
end
control 'cassandradb_session refused' do
  describe cassandradb_session.query('bad') do
    its('output') { should eq 'x' }
  end
end
