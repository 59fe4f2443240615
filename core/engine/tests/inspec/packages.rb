# What is installed, what is not, and what a broken database leaves open.
control 'packages' do
  describe package('bash') do
    it { should be_installed }
  end
  describe package('telnet') do
    it { should_not be_installed }
  end
end
control 'unanswerable' do
  describe package('nc') do
    it { should_not be_installed }
  end
end
