# pam, and its matchers. InSpec's results were recorded with the library of MITRE's profiles.
control 'rules' do
  describe pam('/srv/t/pam.d/password-auth') do
    its('lines') { should match_pam_rule('password sufficient pam_unix.so sha512') }
    its('lines') { should match_pam_rule('password sufficient pam_unix.so md5') }
    its('lines') { should_not match_pam_rule('password sufficient pam_unix.so sha512') }
    its('rules') { should match_pam_rule('.* .* pam_pwquality.so') }
    its('rules') { should match_pam_rule('auth [default=die]|required pam_faillock.so preauth') }
    its('lines') { should match_pam_rule('auth [default=die]|required pam_faillock.so nothing') }
    its('lines') { should match_pam_rule('auth (required|requisite) pam_faillock.so') }
    its('lines') { should match_pam_rule('auth  required   pam_env.so') }
    its('lines') { should match_pam_rule('account required pam_access.so nodefgroup') }
    its('lines') { should match_pam_rule('session .* pam_lastlog.so').all_with_args('showfailed') }
    its('lines') { should match_pam_rule('auth .* pam_faillock.so').all_with_args('unlock_time=(0|never)') }
    its('lines') { should match_pam_rule('auth .* pam_faillock.so').all_with_args('unlock_time=0') }
    its('lines') { should match_pam_rule('auth .* pam_faillock.so preauth').all_with_args('silent') }
    its('lines') { should match_pam_rule('auth .* pam_faillock.so preauth').all_with_integer_arg('deny', '<=', 3) }
    its('lines') { should match_pam_rule('auth .* pam_faillock.so preauth').all_with_integer_arg('deny', '<=', 2) }
    its('lines') { should match_pam_rule('auth .* pam_faillock.so preauth').all_with_integer_arg('nothing', '<=', 2) }
    its('lines') { should match_pam_rule('.* .* pam_pwquality.so').any_with_integer_arg('retry', '>=', 3) }
    its('lines') { should match_pam_rule('.* .* pam_pwquality.so').any_with_integer_arg('retry', '>=', 4) }
    its('lines') { should match_pam_rule('.* .* pam_pwquality.so').any_with_integer_arg('retry', 'wrong', 4) }
    its('lines') { should match_pam_rule('auth .* pam_nothing.so').all_with_args('x') }
    its('lines') { should match_pam_rule('auth .* pam_nothing.so').any_with_integer_arg('x', '>', 0) }
    its('lines') { should match_pam_rules(['auth required pam_faillock.so', 'auth sufficient pam_unix.so try_first_pass']) }
    its('lines') { should match_pam_rules(['auth required pam_env.so', 'auth required pam_faildelay.so']).exactly }
    its('lines') { should match_pam_rules(['auth required pam_env.so', 'auth required pam_deny.so']).exactly }
    its('lines') { should match_pam_rules(['auth required pam_env.so', 'auth required pam_none.so']) }
    its('lines') { should match_pam_rule('too short') }
    its('services.keys') { should eq ['password-auth'] }
    its('lines.service') { should eq 'x' }
    its('lines.length') { should eq 99 }
    its('lines.services') { should eq ['x'] }
    its('types.keys') { should eq ['x'] }
    its('modules.keys') { should include 'pam_unix.so' }
    its('modules.keys') { should include 'pam_x.so' }
  end
  describe 'chains' do
    subject { pam('/srv/t/pam.d/password-auth').lines }
    it do
      should match_pam_rule('auth .* pam_faillock.so').all_with_args('unlock_time=(0|never)').or \
        match_pam_rule('auth .* pam_faillock.so').all_with_integer_arg('unlock_time', '>=', 604_800)
    end
  end
  pam('/srv/t/pam.d/password-auth').type('session').each do |rule|
    describe rule do
      its('module_path') { should eq 'x' }
      its('control') { should eq 'x' }
      its('silent') { should eq false }
      its('module_arguments') { should eq 'x' }
      its('to_s') { should eq 'x' }
      its('service') { should eq 'x' }
    end
  end
end
control 'folder' do
  describe pam('/srv/t/pam.d') do
    its('services.keys') { should eq ['x'] }
    its('lines.length') { should eq 99 }
    its('lines') { should match_pam_rule('session .* pam_lastlog.so').all_with_args('silent') }
    its('lines') { should match_pam_rule('auth .* pam_unix.so').all_with_integer_arg('x', '>', 1) }
    its('lines') { should match_pam_rule('auth .* pam_unix.so') }
    its('lines') { should match_pam_rules('auth required pam_env.so') }
  end
  describe pam('/srv/t/absent') do
    its('lines.length') { should eq 1 }
    its('lines') { should match_pam_rule('session .* pam_lastlog.so').all_with_args('silent') }
    its('lines') { should match_pam_rule('session .* pam_lastlog.so') }
    its('lines') { should_not match_pam_rule('session .* pam_lastlog.so') }
  end
end
