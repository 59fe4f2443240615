title 'Accounts'

control '{name}-01' do
  impact 0.7
  title 'Only root may change the accounts'
  desc 'Whoever can write to /etc/passwd gives himself the rights of another user.'
  desc 'check', "stat -c '%U %a' /etc/passwd shows root, and 644 or stricter."
  desc 'fix', 'chown root /etc/passwd; chmod 644 /etc/passwd'
  tag nist: ['AC-3', 'AC-6']

  # Images without accounts are out of scope: the control is then not applicable.
  only_if('There is no /etc/passwd.', impact: 0.0) { file('/etc/passwd').exist? }

  describe file('/etc/passwd') do
    its('uid') { should eq 0 }
    it { should_not be_more_permissive_than(input('account_file_mode')) }
  end
end
