# Tables of files that are not there. InSpec passes some of these: what stands for such a table there says yes to each question.
control 'absent' do
  describe shadow do
    its('users') { should include 'x' }
    its('users') { should_not include 'x' }
    its('passwords') { should_not be_empty }
    its('count') { should eq 0 }
    it { should exist }
  end
  describe shadow.where { password == '' } do
    its('users') { should be_empty }
  end
  describe groups do
    its('names') { should_not include 'x' }
    it { should_not exist }
  end
  describe group('x') do
    it { should_not exist }
  end
end
